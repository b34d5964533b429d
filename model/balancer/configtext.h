#pragma once

#include "model/balancer/balancerplan.h"

#include <optional>

namespace rollcall
{

/// The last four have no file to hand over: their texts are commands, see applianceText().
enum class BalancerProduct { HAProxy, Nginx, F5, A10, Citrix, Nlb };
/// "haproxy", "nginx", "f5", "a10", "citrix", "nlb".
QString wordOf(BalancerProduct);
std::optional<BalancerProduct> balancerProduct(QStringView word);

/// A complete, commented configuration file for this plan, or commands. Pure text: the same plan gives the
/// same text.
QString configText(BalancerProduct product, const BalancerPlan& plan);

} // namespace rollcall
