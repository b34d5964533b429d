#include "model/core/clock.h"
#include "model/messenger/messengersubscription.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>

using namespace rollcall;

namespace
{

/// Publishes on one node, one message after the other, and measures until a subscriber on another has it.
class Driver : public QObject
{
public:
    Driver(const Endpoint& publishOn, const Endpoint& subscribeOn, const EncryptionKey& key, int count,
           Millis pause)
        : m_client(publishOn, key)
        , m_subscription(subscribeOn, key, QStringLiteral("subscribe"), {{QStringLiteral("topic"), topic()}})
        , m_left(count)
    {
        m_pause.setSingleShot(true);
        m_pause.setTimerType(Qt::PreciseTimer);
        m_pause.setInterval(pause);
        connect(&m_pause, &QTimer::timeout, this, &Driver::publish);
        connect(&m_subscription, &MessengerSubscription::opened, this, [this] { m_pause.start(); });
        connect(&m_subscription, &MessengerSubscription::refused, this,
                [](const Error& error) { fail(error.message()); });
        connect(&m_subscription, &MessengerSubscription::delivered, this,
                [this](const QString&, const QJsonObject&, qint64) { arrived(); });
        m_client.open();
        m_subscription.start();
    }

private:
    static QString topic() { return QStringLiteral("bench"); }

    static void fail(const QString& why)
    {
        std::fprintf(stderr, "%s\n", qPrintable(why));
        QCoreApplication::exit(1);
    }

    void publish()
    {
        m_sent = BootClock::now();
        m_client.call(QStringLiteral("publish"),
                      {{QStringLiteral("topic"), topic()},
                       {QStringLiteral("payload"), QJsonObject{{QStringLiteral("order"), m_left}}}},
                      Millis(5000), [](const Result<QJsonObject>& result, std::chrono::microseconds) {
                          if (!result)
                              return fail(result.error().message());
                          if (result->value(QLatin1String("delivered")).toString() != u"messenger")
                              fail(QStringLiteral("A message went by the database."));
                      });
    }

    void arrived()
    {
        std::printf("%.6f\n", std::chrono::duration<double>(BootClock::now() - m_sent).count());
        if (--m_left > 0)
            m_pause.start();
        else
            QCoreApplication::quit();
    }

    MessengerClient m_client;
    MessengerSubscription m_subscription;
    int m_left;
    QTimer m_pause;
    Instant m_sent;
};

} // namespace

/// messengerdriver PUBLISH-ENDPOINT SUBSCRIBE-ENDPOINT KEY-FILE COUNT PAUSE-MS: prints the seconds of each
/// message.
int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const QStringList words = app.arguments();
    const auto publishOn = Endpoint::parse(words.value(1));
    const auto subscribeOn = Endpoint::parse(words.value(2));
    const auto key = EncryptionKey::readFile(words.value(3));
    if (!publishOn || !subscribeOn || !key || words.value(4).toInt() < 1) {
        std::fprintf(stderr,
                     "usage: messengerdriver PUBLISH-ENDPOINT SUBSCRIBE-ENDPOINT KEY-FILE COUNT PAUSE-MS\n");
        return 2;
    }
    Driver driver(*publishOn, *subscribeOn, *key, words.value(4).toInt(), Millis(words.value(5).toInt()));
    return app.exec();
}
