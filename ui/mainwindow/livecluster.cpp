#include "ui/mainwindow/livecluster.h"

#include "model/core/background.h"
#include "model/core/secret.h"
#include "model/services/connectionresolver.h"

#include <QProcessEnvironment>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

/// At most four repaints a second.
constexpr auto pace = 250ms;

} // namespace

LiveCluster::LiveCluster(Profile profile, SecretVault& vault, QObject* parent)
    : QObject(parent)
    , m_profile(std::move(profile))
    , m_vault(vault)
{
    m_pace.setSingleShot(true);
    m_pace.setInterval(pace);
    connect(&m_pace, &QTimer::timeout, this, [this] {
        if (std::exchange(m_pending, false)) {
            m_pace.start();
            Q_EMIT updated();
        }
    });
}

LiveCluster::~LiveCluster() = default;

void LiveCluster::open()
{
    open(ConnectionSpec());
}

void LiveCluster::open(ConnectionSpec spec)
{
    m_secretTrouble.clear();
    spec.name = m_profile.name;
    spec.url = spec.url.isEmpty() ? m_profile.url : spec.url;
    if (spec.actor.isEmpty())
        spec.actor = localActor(QProcessEnvironment::systemEnvironment());
    ++m_opening;
    readPassword(std::move(spec));
}

void LiveCluster::readPassword(ConnectionSpec spec)
{
    // A file has no password; asking the keychain would only cost time.
    if (!spec.password.isEmpty() || spec.url.startsWith(QStringLiteral("sqlite:")) ||
        m_profile.id.isEmpty()) {
        readKey(std::move(spec));
        return;
    }
    const int opening = m_opening;
    m_vault.read(m_profile.id, SecretKind::DatabasePassword)
        .then(this, [this, spec, opening](const Result<Secret>& password) mutable {
            if (opening != m_opening)
                return;
            if (password)
                spec.password = *password;
            else if (password.error().kind != ErrorKind::NotFound)
                m_secretTrouble = password.error().message();
            readKey(std::move(spec));
        });
}

void LiveCluster::readKey(ConnectionSpec spec)
{
    if (!spec.encryptionKey.isEmpty() || (m_profile.keyFile.isEmpty() && m_profile.id.isEmpty())) {
        start(spec);
        return;
    }
    const bool fromFile = !m_profile.keyFile.isEmpty();
    if (fromFile)
        spec.keyFile = m_profile.keyFile;
    // Its file may lie on a server that takes its time.
    FutureResult<Secret> asked =
        fromFile ? inBackground([path = m_profile.keyFile] { return readSecretFile(path); })
                 : m_vault.read(m_profile.id, SecretKind::EncryptionKey);
    const int opening = m_opening;
    asked.then(this, [this, spec, opening, fromFile](const Result<Secret>& key) mutable {
        if (opening != m_opening)
            return;
        if (key)
            spec.encryptionKey = *key;
        else if (fromFile || key.error().kind != ErrorKind::NotFound)
            m_secretTrouble = key.error().message();
        start(spec);
    });
}

void LiveCluster::start(const ConnectionSpec& spec)
{
    if (m_session)
        m_session.release()->deleteLater();
    m_hasData = false;
    m_session = std::make_unique<ClusterSession>(spec);
    connect(m_session.get(), &ClusterSession::viewChanged, this, [this] {
        m_hasData = true;
        // A cluster that was only named by its address goes by its own name.
        if (m_profile.name.isEmpty())
            m_profile.name = m_session->view().facts.cluster.name;
        changed();
    });
    connect(m_session.get(), &ClusterSession::statusChanged, this, &LiveCluster::changed);
    m_session->start();
    changed();
}

void LiveCluster::changed()
{
    if (m_pace.isActive()) {
        m_pending = true;
        return;
    }
    m_pace.start();
    Q_EMIT updated();
}

const ClusterView& LiveCluster::view() const
{
    static const ClusterView nothing;
    return m_session ? m_session->view() : nothing;
}

Freshness LiveCluster::freshness() const
{
    if (!m_session || !m_hasData)
        return {};
    const std::optional<Instant> read = m_session->status().lastReadAt;
    if (!read)
        return {};
    return {std::chrono::duration_cast<Millis>(BootClock::now() - *read)};
}

QString LiveCluster::trouble() const
{
    const Error error = m_session ? m_session->status().error : Error();
    if (m_session && m_session->status().link == ClusterSession::Link::Live)
        return {};
    if (error.what.isEmpty())
        return m_hasData ? QString() : m_secretTrouble;
    return error.message();
}

bool LiveCluster::wantsPassword() const
{
    return m_session && !m_hasData && m_session->status().error.kind == ErrorKind::Refused &&
           !m_session->spec().url.startsWith(QStringLiteral("sqlite:"));
}

ClusterEntry LiveCluster::entry() const
{
    ClusterEntry entry;
    entry.profile = m_profile.id;
    entry.name = m_profile.name.isEmpty() ? QStringLiteral("Cluster") : m_profile.name;
    entry.freshness = freshness();
    if (m_hasData)
        entry.take(view());
    if (!m_hasData || entry.freshness.stale())
        entry.trouble = trouble();
    return entry;
}

} // namespace rollcall
