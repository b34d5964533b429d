#include "app/node/releaser.h"

#include "model/core/logging.h"
#include "model/database/noderepository.h"
#include "model/database/sqlleasestore.h"
#include "model/messenger/messengerclient.h"
#include "model/node/keykeeper.h"
#include "model/node/nodeconfig.h"
#include "model/node/startuppages.h"
#include "model/node/statefolder.h"
#include "model/node/supervisor.h"

#include <QCoreApplication>
#include <QFile>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>

namespace rollcall::node
{

namespace
{

using namespace std::chrono_literals;

constexpr Millis nudgeLimit{500};
/// A connection that nobody uses is cut by some firewalls and servers after minutes; this notices it, and
/// learns of nodes that came and went.
constexpr Millis lookEvery{5000};

class Releaser : public QObject
{
public:
    Releaser(NodeConfig config, NodeId me, int orders)
        : m_config(std::move(config))
        , m_me(me)
        , m_orders(orders, QSocketNotifier::Read)
    {
        connect(&m_orders, &QSocketNotifier::activated, this, &Releaser::carryOut);
        connect(&m_looks, &QTimer::timeout, this, &Releaser::look);
        m_looks.start(lookEvery);
        dropStartupPages(); // before the rest, which brings back those that the order needs
        look();
        learnTls();
    }

private:
    /// Keeps the connection alive, or makes it anew. It blocks: this process has nothing else to do.
    void look()
    {
        if (!m_session || !m_session->usable()) {
            m_session.reset();
            if (auto session = openLeaseSession(m_config.databaseUrl, m_config.databasePassword))
                m_session = std::move(*session);
        }
        if (!m_session)
            return;
        m_key = keyToUse(*m_session, m_config);
        if (const Result<std::vector<NodeRow>> rows = NodeRepository::list(*m_session))
            remember(*rows);
    }

    /// The first handshake of a process loads and sets up OpenSSL, which takes longer than a release: one
    /// ping has that done.
    void learnTls()
    {
        if (m_others.empty())
            return;
        m_first = std::make_unique<MessengerClient>(m_others.front(), m_key);
        m_first->open();
        m_first->call(QStringLiteral("ping"), {}, nudgeLimit,
                      [this](const Result<QJsonObject>&, std::chrono::microseconds) {
                          m_first.release()->deleteLater();
                      });
    }

    void remember(const std::vector<NodeRow>& rows)
    {
        m_others.clear();
        for (const NodeRow& row : rows) {
            const bool alive =
                !row.removedAt && !row.stopped && row.heartbeatAge.value_or(Millis::max()) < 30s;
            const Result<Endpoint> endpoint = Endpoint::parse(row.report.messenger);
            if (row.id != m_me && alive && endpoint && (!endpoint->isTcp() || m_key))
                m_others.push_back(*endpoint);
        }
    }

    void carryOut()
    {
        m_orders.setEnabled(false);
        m_looks.stop();
        const std::optional<Epoch> epoch = awaitReleaseOrder(static_cast<int>(m_orders.socket()));
        if (!epoch)
            return QCoreApplication::quit();
        const Result<bool> released = release(*epoch);
        if (!released)
            qCWarning(lcNode).noquote() << "The lease could not be given back." << released.error().message();
        if (!released || !*released) // another node has it already
            return QCoreApplication::quit();
        nudgeOthers(*epoch);
    }

    Result<bool> release(Epoch epoch)
    {
        if (m_session) {
            const Result<bool> released = releaseLease(*m_session, m_me, epoch, TermEnd::WorkerDied);
            if (released || m_session->usable())
                return released;
        }
        m_session.reset(); // lost since the last look
        look();
        if (!m_session)
            return failure(ErrorKind::Unreachable, QStringLiteral("The database is not reachable."));
        return releaseLease(*m_session, m_me, epoch, TermEnd::WorkerDied);
    }

    void nudgeOthers(Epoch epoch)
    {
        m_unanswered = m_others.size();
        if (m_unanswered == 0)
            return QCoreApplication::quit();
        for (const Endpoint& other : m_others)
            nudgeOnce(other, m_key, QStringLiteral("released"), epoch, nudgeLimit)
                .then(this, [this](const Result<void>&) {
                    if (--m_unanswered == 0)
                        QCoreApplication::quit();
                });
    }

    NodeConfig m_config;
    NodeId m_me;
    std::optional<EncryptionKey> m_key; ///< that the cluster uses, as of the last look
    QSocketNotifier m_orders;
    QTimer m_looks;
    std::unique_ptr<Session> m_session;
    std::vector<Endpoint> m_others; ///< messengers of the other nodes that were alive at the last look
    std::unique_ptr<MessengerClient> m_first;
    std::size_t m_unanswered = 0;
};

} // namespace

void standReadyToRelease(const std::string& configFile, const std::string& configText, int orders)
{
    int argc = 1;
    char name[] = "rollcall-node";
    char* argv[] = {name, nullptr};
    const QCoreApplication app(argc, argv);

    NodeConfigReading reading =
        readNodeConfig(QByteArray::fromStdString(configText), QFile::decodeName(configFile.c_str()),
                       QProcessEnvironment::systemEnvironment());
    if (!reading.config)
        return;
    const Result<NodeId> me = StateFolder::idIn(reading.config->stateDir);
    if (!me)
        return;
    const Releaser releaser(std::move(*reading.config), *me, orders);
    QCoreApplication::exec();
}

} // namespace rollcall::node
