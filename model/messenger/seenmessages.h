#pragma once

#include "model/messenger/topicmessage.h"

#include <QHash>

#include <deque>
#include <optional>

namespace rollcall
{

/// The messages that were delivered here last, by id, so that none is delivered twice.
class SeenMessages
{
public:
    explicit SeenMessages(size_t most = 10'000)
        : m_most(most)
    {
    }

    /// How many subscribers it was delivered to; nothing: it was not.
    std::optional<int> find(const MessageId& id) const
    {
        const auto found = m_subscribers.constFind(id);
        return found == m_subscribers.constEnd() ? std::nullopt : std::optional(*found);
    }

    void add(const MessageId& id, int subscribers)
    {
        if (m_subscribers.contains(id))
            return;
        if (m_order.size() == m_most) {
            m_subscribers.remove(m_order.front());
            m_order.pop_front();
        }
        m_order.push_back(id);
        m_subscribers.insert(id, subscribers);
    }

private:
    size_t m_most;
    std::deque<MessageId> m_order; ///< oldest first
    QHash<MessageId, int> m_subscribers;
};

} // namespace rollcall
