#pragma once

#include "model/tables/freshness.h"
#include "model/tables/unitsummary.h"
#include "ui/dialogs/intent.h"
#include "ui/widgets/card.h"

class QPushButton;

namespace rollcall
{

class ElidedLabel;
class StateMark;
class TextLabel;

/// One unit: name, where it runs, and what can be done with it.
class UnitRow final : public QWidget
{
    Q_OBJECT

public:
    explicit UnitRow(QWidget* parent = nullptr);
    void present(const UnitSummary& unit, const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void ask(Act act);

    QString m_unit;
    TextLabel* m_name;
    StateMark* m_mark;
    TextLabel* m_text;
    ElidedLabel* m_note;
    QPushButton* m_restart;
    QPushButton* m_stop;
    QPushButton* m_start;
};

/// Service Status: every unit across all nodes.
class ServiceCard final : public Card
{
    Q_OBJECT

public:
    explicit ServiceCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

private:
    std::vector<UnitRow*> m_rows;
    TextLabel* m_empty;
};

} // namespace rollcall
