#pragma once

#include "model/election/elector.h"

namespace rollcall::test
{

/// One Elector and what its database says, driven by hand. Times are milliseconds since its start.
class Rig
{
public:
    explicit Rig(Epoch highest = 0, bool startNow = true)
        : elector(ElectorConfig{me, cluster, highest, 7})
    {
        row.cluster = cluster;
        row.designated = me;
        row.mode = Mode::HighAvailability;
        row.lease = Lease{};
        if (startNow)
            feed(0, election::Tick{});
    }

    const NodeId me = NodeId::create();
    const NodeId other = NodeId::create();
    const ClusterId cluster = ClusterId::create();
    LeaseObservation row; ///< what the next reading says
    Elector elector;
    election::Actions actions; ///< of the last input

    static Instant at(double ms)
    {
        return Instant(std::chrono::hours(5)) + std::chrono::nanoseconds(qint64(ms * 1e6));
    }

    const election::Actions& feed(double ms, const election::Input& input)
    {
        actions = elector.step(at(ms), input);
        return actions;
    }
    void read(double ms) { feed(ms, election::ReadDone{row}); }
    void renewed(double ms)
    {
        ++row.lease->seq;
        feed(ms, election::RenewDone{RenewOutcome{true, row}});
    }
    /// The row is held by somebody else.
    void heldByOther(Epoch epoch, qint64 seq = 1)
    {
        row.fence = epoch;
        row.lease = Lease{other, epoch, seq, {}};
    }
    void released(Epoch epoch, NodeId target = {})
    {
        row.fence = epoch;
        row.lease = Lease{{}, epoch, 1, target};
    }
    /// Reads a free lease and wins it: sent at ms, answered 10 ms later.
    Epoch win(double ms, Epoch epoch)
    {
        released(epoch - 1);
        read(ms);
        const auto* request = find<election::TakeOver>();
        if (!request)
            qFatal("no takeover of a released lease");
        row.fence = epoch;
        row.lease = Lease{me, epoch, 2, {}};
        feed(ms + 10, election::TakeOverDone{epoch});
        return request->request.newEpoch;
    }
    /// Lets time pass as the runner would, with every reading answered at once; stops at the first takeover
    /// and says when it was sent, or a negative number when there was none before the end.
    double takeOverUntil(double endMs)
    {
        double now = 0;
        for (;;) {
            if (find<election::TakeOver>())
                return now;
            if (find<election::Read>()) {
                read(now);
                continue;
            }
            now =
                std::max(now, std::chrono::duration<double, std::milli>(elector.nextWake() - at(0)).count());
            if (now > endMs)
                return -1;
            feed(now, election::Tick{});
        }
    }

    template <class T>
    const T* find() const
    {
        for (const election::Action& action : actions)
            if (const T* found = std::get_if<T>(&action))
                return found;
        return nullptr;
    }
};

} // namespace rollcall::test
