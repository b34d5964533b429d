#pragma once

#include "model/balancer/configtext.h"

namespace rollcall
{

/// The commands that bring this plan into a load balancer which has no file to hand over: F5, A10, Citrix,
/// NLB. The first line says that they were not tried on one. Pure.
QString applianceText(BalancerProduct product, const BalancerPlan& plan);

/// For a comment: one line, whatever a name holds.
QString commentLine(const QString& text);

} // namespace rollcall
