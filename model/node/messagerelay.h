#pragma once

#include "model/core/clock.h"
#include "model/messenger/methodtable.h"
#include "model/messenger/topicmessage.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>

namespace rollcall
{

/// Where messages have to go at this moment.
struct MessageRoute {
    enum class Kind {
        Here,    ///< this node is the primary
        There,   ///< another one is, and its messenger is known
        Nowhere, ///< no primary, or none that can be reached: the database
    };
    Kind kind = Kind::Nowhere;
    NodeId primary;
    Epoch epoch = 0;
};

/// Takes what is published on this node, and brings each message to the primary: by its messenger, or else by
/// the database, always in the order in which they came. Its ways out are functions, so that the rules are
/// tested without sockets and without a database.
///
/// After a failure nothing more is sent until everything that was under way is answered; then it goes on from
/// the oldest that did not arrive. After a message that went to the database all go there, until none of
/// this node's is left in it: none may overtake it.
class MessageRelay : public QObject
{
    Q_OBJECT

public:
    /// How many may be on their way; beyond, publish() is answered with "busy".
    static constexpr size_t mostOnTheirWay = 1000;

    /// The functions that take one call it exactly once, at once or later.
    struct Ways {
        std::function<MessageRoute()> route;
        /// To this node's subscribers; the value is how many.
        std::function<int(const TopicMessage&)> deliver;
        /// To the primary of the route. The errors are those of MessengerClient::call().
        std::function<void(const MessageRoute&, const TopicMessage&, std::function<void(const Result<int>&)>)>
            relay;
        std::function<void(const TopicMessage&, std::function<void(const Result<void>&)>)> store;
        /// Whether some of this node's are still in the database.
        std::function<void(std::function<void(const Result<bool>&)>)> anyStored;
        /// The primary said that it is none: route() will know better soon.
        std::function<void()> lookForPrimary;
    };
    explicit MessageRelay(Ways ways, QObject* parent = nullptr);

    /// answer: as PROTOCOL.md says for `publish`.
    void publish(const TopicMessage& message, const MethodTable::Answer& answer);
    /// route() may say something else now.
    void routeChanged();

    size_t onTheirWay() const { return m_queue.size(); }

private:
    struct Entry {
        quint64 number = 0;
        TopicMessage message;
        MethodTable::Answer answer;
        bool sent = false;    ///< to the primary, and not answered yet
        bool refused = false; ///< once: the primary was none
        bool toStore = false; ///< the messenger does not bring it
    };
    void pump();
    bool step();
    void send(Entry& entry, const MessageRoute& route);
    void answered(quint64 number, const Result<int>& subscribers);
    void store(Entry& entry);
    void stored(quint64 number, const Result<void>& result);
    void finish(quint64 number, const RpcOutcome& outcome);
    void askWhetherAnyStored();
    std::deque<Entry>::iterator find(quint64 number);

    Ways m_ways;
    std::deque<Entry> m_queue; ///< oldest first
    quint64 m_lastNumber = 0;
    int m_sent = 0;
    bool m_regroup = false; ///< one failed: nothing is sent until all that were sent are answered
    bool m_storing = false;
    bool m_behind = false; ///< some of this node's may still be in the database
    Instant m_behindUntil; ///< by then their time is up
    bool m_pumping = false;
    bool m_again = false;
    QTimer m_patience; ///< runs while a better route is waited for
    QTimer m_askStored;
};

} // namespace rollcall
