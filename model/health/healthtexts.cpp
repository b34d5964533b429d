#include "model/health/healthtexts.h"

#include <QJsonArray>

#include <array>
#include <initializer_list>
#include <utility>

namespace rollcall
{

namespace
{

/// Label values: backslash, quote and line feed are escaped.
QByteArray escaped(const QString& value)
{
    QByteArray result;
    for (const char c : value.toUtf8()) {
        if (c == '\n')
            result += "\\n";
        else if (c == '\\' || c == '"')
            (result += '\\') += c;
        else
            result += c;
    }
    return result;
}

class Metrics
{
public:
    using Labels = std::initializer_list<std::pair<const char*, QString>>;

    void family(const char* name, const char* type, const char* help)
    {
        m_name = name;
        m_text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        m_text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
    void sample(double value, Labels labels = {})
    {
        m_text.append(m_name);
        char separator = '{';
        for (const auto& [key, label] : labels) {
            m_text.append(separator).append(key).append("=\"").append(escaped(label)).append('"');
            separator = ',';
        }
        if (labels.size() > 0)
            m_text.append('}');
        m_text.append(' ').append(QByteArray::number(value, 'g', 15)).append('\n');
    }
    void single(const char* name, const char* type, const char* help, double value)
    {
        family(name, type, help);
        sample(value);
    }
    QByteArray text() const { return m_text; }

private:
    const char* m_name = "";
    QByteArray m_text;
};

double seconds(Millis length)
{
    return static_cast<double>(length.count()) / 1000;
}

QJsonValue milliseconds(const std::optional<Millis>& length)
{
    return length ? QJsonValue(static_cast<qint64>(length->count())) : QJsonValue(QJsonValue::Null);
}

} // namespace

QJsonObject unitJson(const UnitReport& unit)
{
    return {{QStringLiteral("name"), unit.name},
            {QStringLiteral("role"), wordOf(unit.role)},
            {QStringLiteral("state"), wordOf(unit.state)},
            {QStringLiteral("pid"), unit.pid},
            {QStringLiteral("restarts"), unit.restarts},
            {QStringLiteral("error"), unit.lastError},
            {QStringLiteral("ready"), unit.ready ? QJsonValue(*unit.ready) : QJsonValue()},
            {QStringLiteral("not_ready"), unit.notReady}};
}

QJsonObject healthJson(const HealthFacts& facts, bool primary)
{
    const Readiness ready = readiness(facts, primary);
    const Readiness health = nodeHealth(facts, primary);
    QJsonArray units;
    for (const UnitReport& unit : facts.units)
        units.append(unitJson(unit));
    return {{QStringLiteral("node"), facts.node},
            {QStringLiteral("id"), facts.nodeId.isNull() ? QString() : facts.nodeId.toString()},
            {QStringLiteral("cluster"), facts.cluster},
            {QStringLiteral("cluster_id"), facts.clusterId.isNull() ? QString() : facts.clusterId.toString()},
            {QStringLiteral("version"), facts.version},
            {QStringLiteral("mode"), wordOf(facts.placement.mode)},
            {QStringLiteral("wanted"), wordOf(facts.placement.wanted)},
            {QStringLiteral("healthy"), health.ok},
            {QStringLiteral("sentence"), health.word},
            {QStringLiteral("ready"), ready.ok},
            {QStringLiteral("ready_sentence"), ready.word},
            {QStringLiteral("primary"), primary},
            {QStringLiteral("epoch"), primary ? facts.epoch : 0},
            {QStringLiteral("database_age_ms"), milliseconds(facts.databaseAge)},
            {QStringLiteral("renewal_age_ms"), milliseconds(facts.renewalAge)},
            {QStringLiteral("load"), facts.load},
            {QStringLiteral("uptime_ms"), static_cast<qint64>(facts.uptime.count())},
            {QStringLiteral("units"), units}};
}

QByteArray metricsText(const HealthFacts& facts, bool primary)
{
    Metrics m;
    m.family("rollcall_info", "gauge", "The node and its version; the value is always 1.");
    m.sample(1, {{"node", facts.node}, {"cluster", facts.cluster}, {"version", facts.version}});
    m.single("rollcall_ready", "gauge", "1 when this node should get traffic.", readiness(facts, primary).ok);
    m.single("rollcall_healthy", "gauge", "1 when the node service is well.", nodeHealth(facts, primary).ok);
    m.single("rollcall_primary", "gauge", "1 while this node may act as primary.", primary);
    m.single("rollcall_epoch", "gauge", "Epoch of the term that this node holds, 0 for none.",
             primary ? static_cast<double>(facts.epoch) : 0);

    m.family("rollcall_mode", "gauge", "1 for the cluster's mode.");
    for (const Mode mode : {Mode::Single, Mode::LoadBalancing, Mode::HighAvailability})
        m.sample(mode == facts.placement.mode, {{"mode", wordOf(mode)}});
    m.family("rollcall_wanted", "gauge", "1 for what the administrator wants of this node.");
    for (const Wanted wanted : {Wanted::Active, Wanted::Draining, Wanted::Maintenance})
        m.sample(wanted == facts.placement.wanted, {{"wanted", wordOf(wanted)}});

    m.family("rollcall_unit_running", "gauge", "1 while the unit's process runs.");
    for (const UnitReport& unit : facts.units)
        m.sample(unit.state == UnitState::Running, {{"unit", unit.name}, {"role", wordOf(unit.role)}});
    m.family("rollcall_unit_ready", "gauge", "1 while the unit passes its own readiness check.");
    for (const UnitReport& unit : facts.units)
        if (unit.ready || !unit.notReady.isEmpty())
            m.sample(unit.ready.value_or(false), {{"unit", unit.name}, {"role", wordOf(unit.role)}});
    m.family("rollcall_unit_restarts_total", "counter", "Restarts of the unit after it ended by itself.");
    for (const UnitReport& unit : facts.units)
        m.sample(unit.restarts, {{"unit", unit.name}, {"role", wordOf(unit.role)}});

    if (facts.databaseAge)
        m.single("rollcall_database_age_seconds", "gauge", "Time since the database last answered.",
                 seconds(*facts.databaseAge));
    if (facts.renewalAge)
        m.single("rollcall_lease_renewal_age_seconds", "gauge",
                 "Time since the last successful renewal was sent.", seconds(*facts.renewalAge));
    m.single("rollcall_terms_won_total", "counter", "Terms as primary since the node service started.",
             static_cast<double>(facts.elections));
    m.single("rollcall_self_fences_total", "counter", "Terms ended by the self-fence deadline.",
             static_cast<double>(facts.selfFences));
    m.single("rollcall_database_errors_total", "counter", "Failed database calls.",
             static_cast<double>(facts.databaseErrors));
    m.single("rollcall_load", "gauge", "One-minute load average divided by processors.", facts.load);
    m.single("rollcall_uptime_seconds", "gauge", "Time since the node service started.",
             seconds(facts.uptime));
    return m.text();
}

} // namespace rollcall
