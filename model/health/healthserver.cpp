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
    const auto age = std::chrono::duration_cast<Millis>(BootClock::now() - *m_askedAt);
    return {age > balancerForgets ? BalancerView::Unknown : m_told, age};
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
        m_askedAt = BootClock::now();
        m_told = balancerViewOf(facts, ready);
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
