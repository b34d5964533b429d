#include "ui/pages/settingsreader.h"

#include "model/cluster/eventkinds.h"

#include <algorithm>
#include <utility>

namespace rollcall
{

namespace
{

constexpr qint64 settingsRhythm = 5'000; ///< milliseconds

} // namespace

void SettingsReader::reset()
{
    ++m_generation;
    m_states.clear();
    m_trouble.clear();
    m_readAt = 0;
    m_newestEvent = 0;
    m_known = false;
    m_reading = false;
    m_again = false;
    Q_EMIT changed();
}

const SettingState* SettingsReader::find(QAnyStringView key) const
{
    const auto found = std::find_if(m_states.begin(), m_states.end(), [key](const SettingState& each) {
        return QAnyStringView(each.spec.key) == key;
    });
    return found == m_states.end() ? nullptr : &*found;
}

void SettingsReader::present(const ClusterView& view, const Freshness& freshness)
{
    if (freshness.never() || freshness.stale())
        return;
    qint64 newest = m_newestEvent;
    for (const Event& event : view.facts.events)
        if (event.kind == eventkind::SettingChanged)
            newest = std::max(newest, event.id);
    const qint64 now = view.facts.databaseTime;
    const bool due = m_readAt == 0 || now - m_readAt >= settingsRhythm || now < m_readAt;
    if (newest == m_newestEvent && !due)
        return;
    m_newestEvent = newest;
    m_readAt = now;
    read();
}

void SettingsReader::read()
{
    if (!m_loader)
        return;
    if (m_reading) {
        m_again = true; // what is on its way may be from before the change
        return;
    }
    m_reading = true;
    m_loader().then(this, [this, generation = m_generation](const Result<std::vector<SettingState>>& states) {
        if (generation != m_generation)
            return;
        m_reading = false;
        m_trouble = states ? QString() : states.error().message();
        if (states) {
            m_known = true;
            m_states = *states;
        }
        Q_EMIT changed();
        if (std::exchange(m_again, false))
            read();
    });
}

} // namespace rollcall
