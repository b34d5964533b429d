#include "model/database/selfreportcodec.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace rollcall
{

namespace
{

constexpr qsizetype maxReport = 256 * 1024;
constexpr qsizetype maxReportText = 500;
constexpr qsizetype maxUnits = 100;

QString textOf(const QJsonObject& object, QLatin1String key)
{
    return object.value(key).toString().left(maxReportText);
}

template <class Enum>
Enum wordIn(const QJsonObject& object, QLatin1String key, Enum otherwise)
{
    return fromWord<Enum>(object.value(key).toString()).value_or(otherwise);
}

/// A finite number inside the bounds; JSON can say 1e300.
double numberIn(const QJsonObject& object, QLatin1String key, double low, double high, double otherwise)
{
    const double number = object.value(key).toDouble(otherwise);
    return std::isfinite(number) ? std::clamp(number, low, high) : otherwise;
}

constexpr double maxWhole = 9e15; // below 2^53: exact as a double

qint64 wholeIn(const QJsonObject& object, QLatin1String key, double low = 0)
{
    return static_cast<qint64>(numberIn(object, key, low, maxWhole, 0));
}

QJsonObject encodeUnit(const UnitReport& unit)
{
    QJsonObject object{
        {QStringLiteral("name"), unit.name},           {QStringLiteral("role"), wordOf(unit.role)},
        {QStringLiteral("state"), wordOf(unit.state)}, {QStringLiteral("pid"), unit.pid},
        {QStringLiteral("restarts"), unit.restarts},   {QStringLiteral("last_error"), unit.lastError}};
    if (unit.ready)
        object.insert(QStringLiteral("ready"), *unit.ready);
    if (!unit.notReady.isEmpty())
        object.insert(QStringLiteral("not_ready"), unit.notReady);
    return object;
}

UnitReport decodeUnit(const QJsonObject& object)
{
    UnitReport unit;
    unit.name = textOf(object, QLatin1String("name"));
    unit.role = wordIn(object, QLatin1String("role"), UnitRole::Web);
    unit.state = wordIn(object, QLatin1String("state"), UnitState::Stopped);
    unit.pid = wholeIn(object, QLatin1String("pid"));
    unit.restarts = static_cast<int>(numberIn(object, QLatin1String("restarts"), 0, 1e9, 0));
    unit.lastError = textOf(object, QLatin1String("last_error"));
    if (const QJsonValue ready = object.value(QLatin1String("ready")); ready.isBool())
        unit.ready = ready.toBool();
    unit.notReady = textOf(object, QLatin1String("not_ready"));
    return unit;
}

QJsonObject encodeKeyFiles(const KeyFiles& files)
{
    QJsonObject object;
    const std::pair<QLatin1String, const QString&> fields[] = {{QLatin1String("current"), files.current},
                                                               {QLatin1String("next"), files.next},
                                                               {QLatin1String("next_path"), files.nextPath},
                                                               {QLatin1String("problem"), files.problem}};
    for (const auto& [key, text] : fields)
        if (!text.isEmpty())
            object.insert(key, text);
    return object;
}

KeyFiles decodeKeyFiles(const QJsonObject& object)
{
    return {textOf(object, QLatin1String("current")), textOf(object, QLatin1String("next")),
            textOf(object, QLatin1String("next_path")), textOf(object, QLatin1String("problem"))};
}

/// Short names: it is written every second by every node.
QJsonObject encodePeer(const PeerReport& peer)
{
    QJsonObject object{{QStringLiteral("node"), peer.node.toString()},
                       {QStringLiteral("result"), wordOf(peer.result)},
                       {QStringLiteral("age_ms"), qint64(peer.age.count())}};
    if (peer.rtt)
        object.insert(QStringLiteral("rtt_us"), qint64(peer.rtt->count()));
    if (peer.failuresInARow > 0)
        object.insert(QStringLiteral("failures"), peer.failuresInARow);
    return object;
}

PeerReport decodePeer(const QJsonObject& object, NodeId node)
{
    PeerReport peer;
    peer.node = node;
    peer.result = wordIn(object, QLatin1String("result"), ProbeResult::NotConfigured);
    peer.age = Millis(wholeIn(object, QLatin1String("age_ms")));
    if (object.value(QLatin1String("rtt_us")).isDouble())
        peer.rtt = std::chrono::microseconds(wholeIn(object, QLatin1String("rtt_us")));
    peer.failuresInARow = static_cast<int>(numberIn(object, QLatin1String("failures"), 0, 1e9, 0));
    return peer;
}

QJsonObject encodeShared(const StorageReport& shared)
{
    QJsonObject object{{QStringLiteral("path"), shared.path}};
    if (shared.basePath)
        object.insert(QStringLiteral("base_path"), *shared.basePath);
    if (shared.path.isEmpty())
        return object;
    QJsonArray sees;
    for (const StorageSighting& sight : shared.sees)
        sees.append(QJsonObject{{QStringLiteral("node"), sight.node.toString()},
                                {QStringLiteral("fault"), wordOf(sight.fault)},
                                {QStringLiteral("nonce"), sight.nonce},
                                {QStringLiteral("sequence"), sight.sequence},
                                {QStringLiteral("unchanged_ms"), qint64(sight.unchanged.count())},
                                {QStringLiteral("us"), qint64(sight.latency.count())}});
    object.insert(QStringLiteral("fault"), wordOf(shared.fault));
    if (!shared.detail.isEmpty())
        object.insert(QStringLiteral("detail"), shared.detail);
    object.insert(QStringLiteral("nonce"), shared.nonce);
    object.insert(QStringLiteral("written"), shared.written);
    object.insert(QStringLiteral("us"), qint64(shared.latency.count()));
    if (shared.hanging.count() > 0)
        object.insert(QStringLiteral("hanging_ms"), qint64(shared.hanging.count()));
    if (shared.foreign)
        object.insert(QStringLiteral("foreign"), true);
    object.insert(QStringLiteral("sees"), sees);
    return object;
}

StorageReport decodeShared(const QJsonObject& object)
{
    StorageReport shared;
    shared.path = textOf(object, QLatin1String("path"));
    if (object.contains(QLatin1String("base_path")))
        shared.basePath = textOf(object, QLatin1String("base_path"));
    if (shared.path.isEmpty())
        return shared;
    shared.fault = wordIn(object, QLatin1String("fault"), StorageFault::Other);
    shared.detail = textOf(object, QLatin1String("detail"));
    shared.nonce = textOf(object, QLatin1String("nonce"));
    shared.written = wholeIn(object, QLatin1String("written"));
    shared.latency = std::chrono::microseconds(wholeIn(object, QLatin1String("us")));
    shared.hanging = Millis(wholeIn(object, QLatin1String("hanging_ms")));
    shared.foreign = object.value(QLatin1String("foreign")).toBool();
    const QJsonArray sees = object.value(QLatin1String("sees")).toArray();
    for (const QJsonValue& value : sees) {
        const QJsonObject each = value.toObject();
        const auto node = NodeId::parse(each.value(QLatin1String("node")).toString());
        if (!node || shared.sees.size() == mostStorageSightings)
            continue;
        shared.sees.push_back({*node, wordIn(each, QLatin1String("fault"), StorageFault::Other),
                               textOf(each, QLatin1String("nonce")), wholeIn(each, QLatin1String("sequence")),
                               Millis(wholeIn(each, QLatin1String("unchanged_ms"))),
                               std::chrono::microseconds(wholeIn(each, QLatin1String("us")))});
    }
    return shared;
}

QJsonObject encodeSighting(const BalancerSighting& sighting)
{
    QJsonObject object{{QStringLiteral("node"), sighting.node.toString()},
                       {QStringLiteral("age_ms"), qint64(sighting.age.count())}};
    if (sighting.missing())
        return object;
    object.insert(QStringLiteral("view"), wordOf(sighting.view));
    object.insert(QStringLiteral("status"), sighting.status);
    object.insert(QStringLiteral("server"), sighting.server);
    if (!sighting.check.isEmpty())
        object.insert(QStringLiteral("check"), sighting.check);
    if (!sighting.answer.isEmpty())
        object.insert(QStringLiteral("answer"), sighting.answer);
    if (sighting.code > 0)
        object.insert(QStringLiteral("code"), sighting.code);
    if (sighting.changed)
        object.insert(QStringLiteral("changed_ms"), qint64(sighting.changed->count()));
    object.insert(QStringLiteral("sessions"), sighting.sessions);
    return object;
}

BalancerSighting decodeSighting(const QJsonObject& object, NodeId node)
{
    BalancerSighting sighting;
    sighting.node = node;
    sighting.age = Millis(wholeIn(object, QLatin1String("age_ms")));
    sighting.status = textOf(object, QLatin1String("status"));
    if (sighting.missing())
        return sighting;
    sighting.view = wordIn(object, QLatin1String("view"), BalancerView::Unknown);
    sighting.server = textOf(object, QLatin1String("server"));
    sighting.check = textOf(object, QLatin1String("check"));
    sighting.answer = textOf(object, QLatin1String("answer"));
    sighting.code = static_cast<int>(numberIn(object, QLatin1String("code"), 0, 999, 0));
    if (object.value(QLatin1String("changed_ms")).isDouble())
        sighting.changed = Millis(wholeIn(object, QLatin1String("changed_ms")));
    sighting.sessions = wholeIn(object, QLatin1String("sessions"));
    return sighting;
}

QJsonObject encodeBalancer(const BalancerReport& report)
{
    QJsonObject object{{QStringLiteral("told"), wordOf(report.told)}};
    if (report.askedAgo)
        object.insert(QStringLiteral("asked_ago_ms"), qint64(report.askedAgo->count()));
    if (report.toldFor)
        object.insert(QStringLiteral("told_for_ms"), qint64(report.toldFor->count()));
    if (!report.asks)
        return object;
    object.insert(QStringLiteral("asks"), true);
    if (!report.problem.isEmpty())
        object.insert(QStringLiteral("problem"), report.problem);
    QJsonArray sees;
    for (const BalancerSighting& sighting : report.sees)
        if (sees.size() < qsizetype(mostBalancerSightings))
            sees.append(encodeSighting(sighting));
    object.insert(QStringLiteral("sees"), sees);
    return object;
}

BalancerReport decodeBalancer(const QJsonObject& object)
{
    BalancerReport report;
    report.told = wordIn(object, QLatin1String("told"), BalancerView::Unknown);
    if (object.value(QLatin1String("asked_ago_ms")).isDouble())
        report.askedAgo = Millis(wholeIn(object, QLatin1String("asked_ago_ms")));
    if (object.value(QLatin1String("told_for_ms")).isDouble())
        report.toldFor = Millis(wholeIn(object, QLatin1String("told_for_ms")));
    report.asks = object.value(QLatin1String("asks")).toBool();
    if (!report.asks)
        return report;
    report.problem = textOf(object, QLatin1String("problem"));
    const QJsonArray sees = object.value(QLatin1String("sees")).toArray();
    for (const QJsonValue& value : sees) {
        if (report.sees.size() == mostBalancerSightings)
            break;
        const QJsonObject each = value.toObject();
        if (const auto node = NodeId::parse(each.value(QLatin1String("node")).toString()))
            report.sees.push_back(decodeSighting(each, *node));
    }
    return report;
}

QJsonValue encodeHoldBack(const std::optional<HoldBack>& held)
{
    if (!held)
        return {};
    return QJsonObject{{QStringLiteral("left_ms"), qint64(held->left.count())},
                       {QStringLiteral("why"), wordOf(held->why)},
                       {QStringLiteral("term_ms"), qint64(held->term.count())}};
}

std::optional<HoldBack> decodeHoldBack(const QJsonValue& value)
{
    if (!value.isObject())
        return std::nullopt;
    const QJsonObject object = value.toObject();
    return HoldBack{Millis(wholeIn(object, QLatin1String("left_ms"))),
                    termEndFrom(object.value(QLatin1String("why")).toString()).value_or(TermEnd::Unknown),
                    Millis(wholeIn(object, QLatin1String("term_ms")))};
}

} // namespace

QByteArray encodeSelfReport(const SelfReport& report)
{
    QJsonArray units;
    for (const UnitReport& unit : report.units)
        units.append(encodeUnit(unit));
    QJsonArray peers;
    for (const PeerReport& peer : report.peers)
        if (peers.size() < mostPeerReports)
            peers.append(encodePeer(peer));
    const QJsonObject object{{QStringLiteral("version"), report.version},
                             {QStringLiteral("os"), report.os},
                             {QStringLiteral("address"), report.address},
                             {QStringLiteral("messenger"), report.messenger},
                             {QStringLiteral("health"), report.health},
                             {QStringLiteral("key"), report.keyFingerprint},
                             {QStringLiteral("key_files"), encodeKeyFiles(report.keyFiles)},
                             {QStringLiteral("storage"), encodeShared(report.shared)},
                             {QStringLiteral("clock_offset_ms"), qint64(report.clockOffset.count())},
                             {QStringLiteral("highest_epoch"), report.highestEpoch},
                             {QStringLiteral("unfit"), report.unfit},
                             {QStringLiteral("hold_back"), encodeHoldBack(report.holdBack)},
                             {QStringLiteral("load"), report.load},
                             {QStringLiteral("balancer"), encodeBalancer(report.balancer)},
                             {QStringLiteral("units"), units},
                             {QStringLiteral("peers"), peers}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

SelfReport decodeSelfReport(const QByteArray& json)
{
    SelfReport report;
    if (json.size() > maxReport)
        return report;
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    report.version = textOf(object, QLatin1String("version"));
    report.os = textOf(object, QLatin1String("os"));
    report.address = textOf(object, QLatin1String("address"));
    report.messenger = textOf(object, QLatin1String("messenger"));
    report.health = textOf(object, QLatin1String("health"));
    report.keyFingerprint = textOf(object, QLatin1String("key"));
    report.keyFiles = decodeKeyFiles(object.value(QLatin1String("key_files")).toObject());
    report.shared = decodeShared(object.value(QLatin1String("storage")).toObject());
    report.clockOffset = Millis(wholeIn(object, QLatin1String("clock_offset_ms"), -maxWhole));
    report.highestEpoch = wholeIn(object, QLatin1String("highest_epoch"));
    report.unfit = textOf(object, QLatin1String("unfit"));
    report.holdBack = decodeHoldBack(object.value(QLatin1String("hold_back")));
    report.load = numberIn(object, QLatin1String("load"), 0, 1e6, 0);
    report.balancer = decodeBalancer(object.value(QLatin1String("balancer")).toObject());
    const QJsonArray units = object.value(QLatin1String("units")).toArray();
    for (const QJsonValue& unit : units) {
        if (report.units.size() == static_cast<size_t>(maxUnits))
            break;
        if (unit.isObject())
            report.units.push_back(decodeUnit(unit.toObject()));
    }
    const QJsonArray peers = object.value(QLatin1String("peers")).toArray();
    for (const QJsonValue& peer : peers) {
        if (report.peers.size() == static_cast<size_t>(mostPeerReports))
            break;
        if (const auto node = NodeId::parse(peer.toObject().value(QLatin1String("node")).toString()))
            report.peers.push_back(decodePeer(peer.toObject(), *node));
    }
    return report;
}

} // namespace rollcall
