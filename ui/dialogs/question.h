#pragma once

#include "ui/dialogs/intent.h"

#include <QStringList>

#include <optional>

namespace rollcall
{

/// What a confirmation says and asks for. The effect is always stated; Cancel is always the default button.
struct Question {
    QString title;   ///< "Stop web on web-03?"
    QString effect;  ///< "Two nodes stay in rotation and load rises to 57 %."
    QString confirm; ///< "Stop Web"
    bool danger = false;
    bool asksReason = false;
    bool asksDuration = false;
    bool asksTarget = false; ///< which node takes over
    QString override_;       ///< words of a check box that must be ticked; empty: none
};

/// Nothing: the action does no harm and is carried out at once.
std::optional<Question> questionFor(const Intent& intent, const ClusterView& view);

/// "Two nodes stay in rotation and load rises to 57 %." after these stop serving.
QString capacityAfter(const ClusterView& view, const std::vector<const NodeView*>& leaving);

} // namespace rollcall
