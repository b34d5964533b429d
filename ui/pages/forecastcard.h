#pragma once

#include "model/tables/freshness.h"
#include "model/tables/roles.h"
#include "ui/dialogs/intent.h"
#include "ui/widgets/card.h"

namespace rollcall
{

class ElidedLabel;
class LinkButton;
class LoadBar;
class StateMark;
class TextLabel;

/// "If web-01 fails now": who takes over, how soon, what is left, and what is in the way.
class ForecastCard final : public Card
{
    Q_OBJECT

public:
    explicit ForecastCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

private:
    struct Line {
        StateMark* mark;
        TextLabel* value;
        ElidedLabel* note;
    };
    Line addLine(const QString& caption);
    static void set(const Line& line, Mark mark, const QString& value, const QString& note = {});

    LinkButton* m_handOver;
    Line m_successor;
    Line m_takeover;
    Line m_capacity;
    LoadBar* m_load;
    TextLabel* m_noLoad;
    Line m_blockers;
};

} // namespace rollcall
