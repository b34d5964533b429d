#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/problemlistmodel.h"
#include "ui/widgets/card.h"

namespace rollcall
{

class ElidedLabel;
class LinkButton;
class StateMark;
class TextLabel;

/// One problem: shape, sentence, detail below it, and a link that does something about it.
class ProblemRow final : public QWidget
{
    Q_OBJECT

public:
    explicit ProblemRow(QWidget* parent = nullptr);
    void present(const QModelIndex& index, const QString& offReason);

Q_SIGNALS:
    void linkClicked();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    StateMark* m_mark;
    ElidedLabel* m_sentence;
    ElidedLabel* m_detail;
    LinkButton* m_link;
};

/// Open Problems, worst first; beyond five the rest is a line that leads to the nodes.
class ProblemsCard final : public Card
{
    Q_OBJECT

public:
    explicit ProblemsCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void acted(const rollcall::Problem& problem);
    void moreAsked();
    void addNodeAsked();

private:
    ProblemListModel m_model;
    std::vector<ProblemRow*> m_rows;
    TextLabel* m_none;
    LinkButton* m_more;
    LinkButton* m_add;
};

} // namespace rollcall
