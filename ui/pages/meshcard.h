#pragma once

#include "model/tables/meshmodel.h"
#include "ui/widgets/card.h"

class QTableView;

namespace rollcall
{

class StateMark;
class TextLabel;

/// Who Reaches Whom: the ways between the nodes' messengers that are broken, in words, and below them every
/// way as a square. Above twelve nodes the words stand alone.
class MeshCard final : public Card
{
    Q_OBJECT

public:
    explicit MeshCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);
    QTableView* table() const { return m_table; }
    const MeshModel& model() const { return m_model; }

private:
    MeshModel m_model;
    StateMark* m_mark;
    TextLabel* m_ways;
    QTableView* m_table;
};

} // namespace rollcall
