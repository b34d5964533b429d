#include "model/health/healthserver.h"

#include "model/health/healthtexts.h"

#include <QJsonDocument>

namespace rollcall
{

namespace
{

constexpr Millis balancerForgets{30000};

/// "503 draining\n"
HttpResponse check(const Readiness& readiness)
{
    HttpResponse response;
    response.status = readiness.ok ? 200 : 503;
    response.body = QByteArray::number(response.status) + ' ' + readiness.word.toUtf8() + '\n';
    return response;
}

BalancerView balancerViewOf(const HealthFacts& facts, const Readiness& readiness)
{
    if (readiness.ok)
        return BalancerView::Up;
    return facts.placement.wanted == Wanted::Draining ? BalancerView::Drain : BalancerView::Down;
}

} // namespace

HealthServer::HealthServer(Facts facts, IsPrimary isPrimary, QObject* parent)
    : QObject(parent)
    , m_facts(std::move(facts))
    , m_isPrimary(std::move(isPrimary))
    , m_http([this](const QByteArray& path) { return answer(path); })
{
}

HealthServer::~HealthServer() = default;

Result<void> HealthServer::listen(const QString& address)
{
    return parseListenAddress(address).and_then(
        [this](const ListenAddress& parsed) { return m_http.listen(parsed); });
}

quint16 HealthServer::port() const
{
    return m_http.port();
}

BalancerReport HealthServer::balancerReport() const
{
    if (!m_askedAt)
        return {};
    const Instant now = BootClock::now();
    const auto age = std::chrono::duration_cast<Millis>(now - *m_askedAt);
    if (age > balancerForgets)
        return {BalancerView::Unknown, age};
    BalancerReport report{m_told, age};
    report.toldFor = std::chrono::duration_cast<Millis>(now - m_toldSince);
    return report;
}

HttpResponse HealthServer::answer(const QByteArray& path)
{
    if (path == "/live")
        return check({true, QStringLiteral("live")});
    // Asked once for each answer, so that it does not contradict itself.
    const bool primary = m_isPrimary();
    if (path == "/primary")
        return check({primary, primary ? QStringLiteral("primary") : QStringLiteral("not primary")});

    const HealthFacts facts = m_facts();
    if (path == "/ready") {
        const Readiness ready = readiness(facts, primary);
        const BalancerView told = balancerViewOf(facts, ready);
        const Instant now = BootClock::now();
        if (!m_askedAt || told != m_told)
            m_toldSince = now;
        m_askedAt = now;
        m_told = told;
        return check(ready);
    }
    if (path == "/replica") {
        const Readiness ready = readiness(facts, primary);
        if (primary)
            return check({false, QStringLiteral("primary")});
        return check(ready.ok ? Readiness{true, QStringLiteral("replica")} : ready);
    }
    if (path == "/health")
        return check(nodeHealth(facts, primary));

    HttpResponse response;
    if (path == "/health/json") {
        response.status = nodeHealth(facts, primary).ok ? 200 : 503;
        response.type = "application/json";
        response.body = QJsonDocument(healthJson(facts, primary)).toJson();
    } else if (path == "/metrics") {
        response.type = "text/plain; version=0.0.4; charset=utf-8";
        response.body = metricsText(facts, primary);
    } else {
        response.status = 404;
        response.body =
            "404 there are /ready, /primary, /replica, /live, /health, /health/json and /metrics\n";
    }
    return response;
}

} // namespace rollcall
