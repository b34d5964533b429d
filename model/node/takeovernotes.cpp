#include "model/node/takeovernotes.h"

#include "model/core/logging.h"
#include "model/database/termrepository.h"

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr Millis noteLimit{3000};
constexpr Millis noteRetry{2000};

Millis between(Instant from, Instant to)
{
    return std::max(Millis(0), std::chrono::round<Millis>(to - from));
}

} // namespace

TakeoverNotes::TakeoverNotes(DatabaseWorker& database, NodeId node, QObject* parent)
    : QObject(parent)
    , m_database(database)
    , m_node(node)
{
    m_retry.setSingleShot(true);
    m_retry.setInterval(noteRetry);
    connect(&m_retry, &QTimer::timeout, this, &TakeoverNotes::write);
}

TakeoverNotes::Note& TakeoverNotes::of(Epoch epoch)
{
    if (m_note.epoch != epoch)
        m_note = Note{epoch, {}, {}, {}};
    return m_note;
}

void TakeoverNotes::won(Epoch epoch, Instant sentAt, Instant wonAt)
{
    Note& note = of(epoch);
    note.claim = between(sentAt, wonAt);
    note.wonAt = wonAt;
    m_dirty = true;
    write();
}

void TakeoverNotes::works(Epoch epoch, Instant at)
{
    if (epoch < m_note.epoch)
        return; // news of a term that is over
    of(epoch).worksAt = at;
    m_dirty = true;
    write();
}

void TakeoverNotes::ended(Epoch epoch)
{
    if (m_note.epoch != epoch)
        return;
    m_note = {};
    m_dirty = false;
    m_retry.stop();
}

void TakeoverNotes::write()
{
    if (!m_dirty || m_writing || !m_note.claim)
        return;
    m_writing = true;
    m_dirty = false;
    const Epoch epoch = m_note.epoch;
    const std::optional<Millis> work =
        m_note.worksAt ? std::optional(between(m_note.wonAt, *m_note.worksAt)) : std::nullopt;
    m_database
        .run(noteLimit,
             [node = m_node, epoch, claim = *m_note.claim, work](Session& session) {
                 return TermRepository::notePhases(session, node, epoch, claim, work);
             })
        .then(this, [this, epoch](const Result<void>& noted) {
            m_writing = false;
            if (noted || m_note.epoch != epoch)
                return write(); // what has become known meanwhile
            qCDebug(lcNode).noquote()
                << "How the takeover went is not in the history yet:" << noted.error().message();
            m_dirty = true;
            m_retry.start();
        });
}

} // namespace rollcall
