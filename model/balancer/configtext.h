#pragma once

#include "model/balancer/balancerplan.h"

namespace rollcall
{

enum class BalancerProduct { HAProxy, Nginx };
/// "haproxy" or "nginx".
QString wordOf(BalancerProduct);

/// A complete, commented configuration file for this plan. Pure text: the same plan gives the same text.
QString configText(BalancerProduct product, const BalancerPlan& plan);

} // namespace rollcall
