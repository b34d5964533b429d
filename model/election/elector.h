#pragma once

#include "model/cluster/holdback.h"
#include "model/election/electorio.h"
#include "model/election/epochguard.h"
#include "model/election/flapping.h"
#include "model/election/silencewatch.h"

#include <algorithm>
#include <random>

namespace rollcall
{

struct ElectorConfig {
    NodeId me;
    ClusterId cluster;      ///< the cluster that this node joined; null: the first one that is seen
    Epoch highestEpoch = 0; ///< as last stored because of RememberEpoch
    quint32 seed = 1;       ///< of jitter and stagger; different on every node
    bool fit = true;        ///< as Fitness says, until it does
};

/// Decides whether this node is the primary. A pure state machine: no clock, no thread, no I/O. Inputs
/// come with the time at which they are handed in, actions go out, and nextWake() says when to call again.
/// All of the protocol is in this room; this comment is its specification.
///
/// # The protocol
///
/// The primary's role is a *lease* (Gray & Cheriton, "Leases: an efficient fault-tolerant mechanism for
/// distributed file cache consistency", SOSP 1989): a right that ends by itself when it is not renewed, so
/// that a holder that nobody can reach any more does no harm. Each term has a number, the *epoch*; it is
/// the fencing token (the "sequencer" of Burrows, "The Chubby lock service", OSDI 2006) with which the
/// application and the messenger refuse what an old primary still sends.
///
/// One row of the database says (holder, epoch, seq, target). The database orders the writes; its clock is
/// never looked at, and no two nodes' clocks are ever compared.
///
/// ## Times
/// Every instant is this node's CLOCK_BOOTTIME, which goes on during suspend. `now` must be read *after*
/// the input has arrived and *before* its actions are performed: a call then counts as sent no later than
/// it was, and an answer as received no earlier.
///   - A primary may act until (send time of its last successful renewal or takeover) + ttl − margin.
///   - A challenger takes over when (epoch, seq) has not changed for ttl since it *received* that value.
///
/// A value is received after it was written and written after it was sent, so the wait ends later than the
/// right to act does, whatever the delays, as long as the clocks' *rates* differ by less than margin/ttl
/// allows (validated: a tenth). The compare-and-set on (epoch, seq) excludes a renewal in between.
///
/// ## The primary
///  1. Renews every `renew`; after a failure sooner. An unknown outcome changes nothing: neither the
///     deadline nor the belief to be primary.
///  2. Fenced (Demote with kill) at the deadline, at the first input after it when it was stopped or
///     suspended; when a renewal finds the row not its own; when the fence has passed its epoch; when
///     election is halted. An answer that arrives past the deadline does not bring the term back.
///  3. Steps down gracefully (StepDown, then UnitsStopped, then Demote without kill, then Release) on
///     order; when it is not wanted active, is removed, or has priority 0; and below high availability
///     when another node is designated, which becomes the target. It renews meanwhile. A step down is not
///     taken back.
///  4. After a fence it gives the lease back as soon as UnitsStopped says that nothing of the term is
///     left. No term begins on this node before that.
///
/// ## The challenger
///  5. Stands when it is wanted active, not removed, of priority above 0, and, below high availability,
///     designated. Fit,
///     in high availability, also when it is named: the role is worth nothing where the service cannot run.
///     (Below it the role is bound to this node, and serves web as well.) Paused (which concerns high
///     availability only) it stands for nothing but a lease
///     whose target it is: a released one, or one whose holder went silent before a person named a target.
///  6. A silent lease: after ttl, plus the stagger of its rank. A released lease: at once when it is the
///     target or there is no target (plus the stagger); otherwise one ttl after it saw that. The stagger of a
///     node that is *outranked*, by a live and fit candidate of a higher priority, is one and a half polls
///     longer: the nodes do not see a change at the same moment, and the preferred one sees it a poll later
///     at most. There is no fail-back: a node of a higher priority that comes (back) leaves the role where it
///     is; each change interrupts the service, so a person decides when (switchover). A lease of this node's
///     own identity that this process did not win (a previous incarnation's) is nobody special's: silence
///     decides. It is never acted on, and not released either: should a clone of this node be alive, it
///     is the one that holds it.
///  7. A takeover counts when its answer arrives. When the answer is lost it is *in doubt*: read again.
///     If the row then names this node with a newer epoch, it was won, and the deadline counts from the
///     *first* send in doubt, because any of them may be the one that was committed; if that has passed,
///     the term is given back without having been acted on. If (epoch, seq) has changed otherwise, it was
///     lost. If nothing has changed, it may still arrive: the doubt stays and the node may ask again;
///     only one of both can succeed.
///  8. Looks every `poll` (0.8 to 1 of it, at random) and exactly when a lease becomes silent; takes over
///     only on an observation not older than two polls.
///
/// ## When nobody may act
///  9. The epoch went back or disagrees with itself, or the lease row is missing: halted until a repair
///     writes a row and an epoch above every one that this node has seen. Another cluster's UUID: halted
///     until the own cluster is seen again (epochs of different clusters cannot be compared, so no epoch
///     heals this). While halted a node only reads. A repair must write the row as released with a target
///     that names nobody, so that everyone waits one ttl: a primary of before may not have noticed yet.
/// 10. Timings that are not valid: keeps its own, and does not take over.
///
/// ## Timings that change
/// 11. A primary applies a shorter tenure at once, and a longer one only to renewals that it sends
///     afterwards: only the reader of such a renewal is certain to see the longer ttl too. A challenger
///     starts its silence anew and, for one old ttl, uses the longer of both. (A challenger whose
///     *first* reading comes within one old ttl of a shortening has never seen the old one: shorten the
///     timings while no node is being started. The fence holds in any case.)
///
/// ## Flapping
/// 12. A term lost within 30 s of winning makes the node wait ttl·2ⁿ (60 s at most) before it stands
///     again; being the named target of a switchover overrides that, and so does a role that nobody takes
///     for 2·ttl, unless it was this node's own units that failed. n counts losses that followed each other
///     within ten minutes. Three changes of primary in ten minutes that nobody asked for raise an alarm.
class Elector
{
public:
    explicit Elector(ElectorConfig config);

    /// Hands in one input; the actions are to be performed in their order. Time that runs backwards counts as
    /// standing still.
    election::Actions step(Instant now, const election::Input& input);

    /// When to step() with Tick at the latest, as far as the protocol is concerned. Instant::max(): no need.
    Instant nextWake() const { return m_nextWake; }

    /// Before this, flapping or a switchover to another node keeps this node from standing while others may.
    Instant heldBackUntil() const { return std::max(m_holdBackUntil, m_flapping.waitUntil()); }
    /// The same with its cause, for those who show it; nothing: it does not, as of the last step().
    std::optional<HeldBack> heldBack() const;

    bool acting() const { return m_term.has_value(); }
    std::optional<election::Halt> halted() const { return m_guard.halted(); }
    Epoch highestEpoch() const { return m_guard.highest(); }

private:
    /// A term that this node acts under.
    struct Mine {
        Epoch epoch = 0;
        Instant wonAt;
        Instant basis; ///< when the last successful takeover or renewal was sent
        Instant deadline;
        bool steppingDown = false;
        TermEnd why = TermEnd::Unknown; ///< of stepping down
        NodeId target;                  ///< of stepping down
    };
    /// A term that ended here, or was never acted on, and whose lease has still to be given back.
    struct Ended {
        Epoch epoch = 0;
        TermEnd why = TermEnd::Unknown;
        NodeId target;
    };
    /// Takeovers whose outcome is not known, all with the same expected row.
    struct Doubt {
        Epoch epoch = 0;  ///< expected
        qint64 seq = 0;   ///< expected
        Instant sentAt;   ///< of the first one
        Millis tenure{0}; ///< the shortest that applied
    };
    enum class Call { None, Read, Renew, TakeOver, Release };

    void on(const election::Tick&) {}
    void on(const election::ReadDone& done);
    void on(const election::RenewDone& done);
    void on(const election::TakeOverDone& done);
    void on(const election::ReleaseDone& done);
    void on(const election::CallFailed& failed);
    void on(const election::Nudge&) { m_nudged = true; }
    void on(const election::Fitness& fitness) { m_fit = fitness.fit; }
    void on(const election::StepDownOrder& order);
    void on(const election::UnitsStopped& stopped);

    // What an observation means.
    bool answered(Call call);
    void observe(const LeaseObservation& seen);
    void applyTimings(const LeaseTimings& seen);
    void noteEpoch(Epoch epoch);
    void settleDoubt();
    void checkTerm();

    // How a term begins and ends.
    void win(Epoch epoch, Instant sentAt, Millis tenure);
    void fenceIfDue();
    void beginStepDown(TermEnd why, NodeId target);
    void endTerm(TermEnd why, bool kill);
    void forgetEnded(bool released);
    void tellDeadline();
    void rememberEpoch();

    // What to do next.
    void decide();
    void decideAsFollower();
    void send(Call call, election::Action action);
    std::optional<Instant> takeOverAt() const;
    TakeOverRequest takeOverRequest() const;
    std::chrono::nanoseconds stagger() const;
    Instant missingSince() const;
    void alarmIfMissing();
    void retireIfDone();
    Instant nextWakeAfter() const;
    double chance() { return double(m_random() - m_random.min()) / double(m_random.max() - m_random.min()); }

    const ElectorConfig m_config;
    election::EpochGuard m_guard;
    election::SilenceWatch m_watch;
    election::Flapping m_flapping;
    std::minstd_rand m_random;

    Instant m_now{};
    Instant m_nextWake{};
    election::Actions m_out;

    Call m_call = Call::None; ///< outstanding
    Instant m_sentAt{};
    Epoch m_sentEpoch = 0;        ///< of the outstanding renewal
    Millis m_sentTenure{0};       ///< the tenure that applied when the outstanding call was sent
    TakeOverRequest m_request;    ///< of the outstanding takeover
    Instant m_nextCall{};         ///< when the next read, renewal or repeated release is due
    Instant m_noTakeOverBefore{}; ///< after one that was refused although nothing seemed to have changed
    int m_failures = 0;           ///< calls in a row that failed
    bool m_nudged = false;

    std::optional<LeaseObservation> m_seen;
    Instant m_seenAt{};
    bool m_stale = true; ///< nothing may be taken over before another reading
    LeaseTimings m_timings;
    bool m_timingsValid = true;
    double m_jitter = 0; ///< drawn anew with each change of the lease
    std::optional<election::Halt> m_haltTold;
    Epoch m_remembered = 0;
    Epoch m_counted = 0; ///< the epoch up to which changes of primary were counted
    Epoch m_planned = 0; ///< the term that this node ended on purpose
    std::optional<Epoch> m_missingTold;

    std::optional<Mine> m_term;
    Instant m_toldDeadline{};
    std::optional<Ended> m_ended;
    std::optional<Doubt> m_doubt;
    Epoch m_unitsOf = 0; ///< the epoch whose service units may be running here; 0: none
    Instant m_holdBackUntil{};
    HeldBack m_gaveUp{}; ///< what m_holdBackUntil is about; for show
    bool m_fit = true;
    bool m_retiring = false;
    bool m_retired = false;
};

} // namespace rollcall
