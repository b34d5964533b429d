#include "model/node/logstreams.h"

#include "model/units/outputlines.h"

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int backlogWhenNotSaid = 50;

/// How many of the last ones a subscriber asks for: a whole number from 0 to most.
Result<int> backlogOf(const QJsonObject& params)
{
    const QJsonValue lines = params.value(QLatin1String("lines"));
    const qint64 count = lines.isUndefined() ? backlogWhenNotSaid : lines.toInteger(-1);
    if (count < 0 || count > OutputLines::kept)
        return failure(
            ErrorKind::Invalid,
            QStringLiteral("\"lines\" has to be a whole number from 0 to %1.").arg(OutputLines::kept));
    return static_cast<int>(count);
}

} // namespace

LogStreams::LogStreams(MessengerServer& server, UnitManager& units, std::vector<UnitSpec> specs,
                       Incarnation incarnation, QObject* parent)
    : QObject(parent)
    , m_server(server)
    , m_units(units)
    , m_specs(std::move(specs))
    , m_incarnation(incarnation)
{
    connect(&units, &UnitManager::lineWritten, this, &LogStreams::lineWritten);
    connect(&server, &MessengerServer::subscriptionEnded, this, [this](const Subscription& ended) {
        std::erase_if(m_readers, [&](const Reader& reader) { return reader.subscription == ended; });
    });
    server.addCallerMethod(
        QStringLiteral("logs.subscribe"),
        [this](const QJsonObject& params, ClientNumber client, const MethodTable::Answer& answer) {
            const auto reader = open(params, client);
            if (!reader)
                return answer(reader.error());
            const qint64 written = m_written.value(reader->unit);
            m_readers.push_back({reader->subscription, reader->unit, {}});
            answer(QJsonObject{{QStringLiteral("subscription"), reader->subscription.name},
                               {QStringLiteral("written"), written},
                               {QStringLiteral("incarnation"), m_incarnation.toString()}});
            qint64 number = written - reader->backlog.size();
            for (const QString& line : reader->backlog)
                deliver(reader->subscription, ++number, line);
        });
}

tl::expected<LogStreams::Reader, RpcError> LogStreams::open(const QJsonObject& params, ClientNumber client)
{
    const QString name = params.value(QLatin1String("unit")).toString();
    const auto spec =
        std::find_if(m_specs.begin(), m_specs.end(), [&](const UnitSpec& each) { return each.name == name; });
    if (spec == m_specs.end())
        return tl::unexpected(
            rpcError(RpcCode::NotFound, QStringLiteral("This node has no unit \"%1\".").arg(name.left(64))));
    if (spec->command.isEmpty())
        return tl::unexpected(
            rpcError(RpcCode::Refused, QStringLiteral("The unit %1 is one of systemd, which keeps its "
                                                      "output: read it with journalctl on the node.")
                                           .arg(name)));
    const Result<int> lines = backlogOf(params);
    if (!lines)
        return tl::unexpected(rpcErrorFrom(lines.error()));
    const Result<QStringList> kept = m_units.lastLines(name);
    if (!kept)
        return tl::unexpected(rpcErrorFrom(kept.error()));
    const Result<Subscription> subscription = m_server.subscribe(client);
    if (!subscription)
        return tl::unexpected(rpcErrorFrom(subscription.error()));
    return Reader{*subscription, name, kept->mid(std::max(qsizetype(0), kept->size() - *lines))};
}

void LogStreams::lineWritten(const QString& unit, const QString& line)
{
    const qint64 number = ++m_written[unit];
    const std::vector<Reader> readers = m_readers; // one that is dropped leaves the list
    for (const Reader& reader : readers)
        if (reader.unit == unit)
            deliver(reader.subscription, number, line);
}

void LogStreams::deliver(const Subscription& to, qint64 number, const QString& line)
{
    m_server.deliver(to, QStringLiteral("log"),
                     {{QStringLiteral("n"), number}, {QStringLiteral("line"), line}});
}

} // namespace rollcall
