#pragma once

#include "model/cluster/node.h"
#include "model/core/clock.h"
#include "model/core/result.h"
#include "model/health/healthfacts.h"
#include "model/health/httpserver.h"

#include <QObject>

#include <functional>
#include <optional>

namespace rollcall
{

/// The health endpoint for load balancers and monitoring: plain HTTP, GET and HEAD.
///
///   /ready        200 when this node should get traffic, else 503
///   /primary      200 while this node may act as primary, else 503
///   /replica      200 when it should get traffic and is not the primary, else 503
///   /live         200 as long as the node service answers
///   /health       200 when the node itself is well, else 503; text. /health/json: the same as JSON
///   /metrics      Prometheus text format 0.0.4
///
/// The body of a check is one line: "200 ready", "503 draining". Answers come from memory: no database, no
/// disk, no other process.
class HealthServer : public QObject
{
    Q_OBJECT

public:
    using Facts = std::function<HealthFacts()>;
    using IsPrimary = std::function<bool()>; ///< the PrimaryBoard's answer; asked anew with every request

    HealthServer(Facts facts, IsPrimary isPrimary, QObject* parent = nullptr);
    ~HealthServer() override;

    /// address: "0.0.0.0:33238", "[::]:33238", "127.0.0.1:0" (any free port).
    /// Errors: Invalid address; Refused when the port is taken or may not be used.
    Result<void> listen(const QString& address);
    quint16 port() const; ///< 0: not listening

    /// For the heartbeat: what was last answered to /ready, and when.
    BalancerReport balancerReport() const;

private:
    HttpResponse answer(const QByteArray& path);

    Facts m_facts;
    IsPrimary m_isPrimary;
    HttpServer m_http;
    std::optional<Instant> m_askedAt;
    Instant m_toldSince{};
    BalancerView m_told = BalancerView::Unknown;
};

} // namespace rollcall
