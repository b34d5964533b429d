#include "model/node/persistentlistener.h"

#include "model/core/clock.h"
#include "model/core/logging.h"

namespace rollcall
{

namespace
{
constexpr Millis listenRetryAfter{2000};
}

PersistentListener::PersistentListener(QString what, std::function<Result<void>()> listen, QObject* parent)
    : QObject(parent)
    , m_what(std::move(what))
    , m_listen(std::move(listen))
{
    m_retry.setSingleShot(true);
    m_retry.setInterval(listenRetryAfter);
    connect(&m_retry, &QTimer::timeout, this, &PersistentListener::start);
}

void PersistentListener::start()
{
    const Result<void> listening = m_listen();
    if (listening) {
        if (!m_said.isEmpty())
            qCInfo(lcNode).noquote() << "Now listening:" << m_what;
        return;
    }
    if (const QString words = listening.error().message(); words != m_said) {
        m_said = words;
        qCCritical(lcNode).noquote() << "Cannot open" << m_what << "yet, trying on." << words;
    }
    m_retry.start();
}

} // namespace rollcall
