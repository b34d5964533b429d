#include "ui/pages/problemscard.h"

#include "model/tables/roles.h"
#include "ui/dialogs/intent.h"
#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int problemRowHeight = 44;
constexpr int rowsShown = 5;

} // namespace

ProblemRow::ProblemRow(QWidget* parent)
    : QWidget(parent)
    , m_mark(new StateMark(16, this))
    , m_sentence(new ElidedLabel({}, TextStyle::Base, Ink::Text, this))
    , m_detail(new ElidedLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_link(new LinkButton({}, this))
{
    setFixedHeight(roomFor(problemRowHeight));
    m_sentence->setFont(textFont(TextStyle::Base, QFont::Medium));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addStretch(1);
    words->addWidget(m_sentence);
    words->addWidget(m_detail);
    words->addStretch(1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_mark);
    layout->addLayout(words, 1);
    layout->addWidget(m_link);
    connect(m_link, &QPushButton::clicked, this, &ProblemRow::linkClicked);
}

void ProblemRow::present(const QModelIndex& index, const QString& offReason)
{
    m_mark->setMark(index.data(StateRole).value<Mark>(), QStringLiteral("Problem"));
    m_sentence->setText(index.data(Qt::DisplayRole).toString());
    m_detail->setText(index.data(SecondLineRole).toString());
    m_link->setText(index.data(TrailingRole).toString());
    m_link->setVisible(!m_link->text().isEmpty());
    setOffReason(m_link, offReason);
    setToolTip(index.data(Qt::ToolTipRole).toString());
    setAccessibleName(index.data(Qt::AccessibleTextRole).toString());
}

void ProblemRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawRule(painter, 0, width(), 0, Tokens::of(this).divider);
}

ProblemsCard::ProblemsCard(QWidget* parent)
    : Card(QStringLiteral("Open Problems"), parent)
    , m_none(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
    , m_more(new LinkButton({}, this))
    , m_add(new LinkButton(QStringLiteral("Add Node…"), this))
{
    layout()->setContentsMargins(16, 9, 16, 4);
    body()->setSpacing(0);
    body()->addWidget(m_none);
    body()->addWidget(m_more, 0, Qt::AlignLeft);
    body()->addWidget(m_add, 0, Qt::AlignLeft);
    m_add->setObjectName(QStringLiteral("addFirstNode"));
    body()->addStretch(1);
    connect(m_more, &QPushButton::clicked, this, &ProblemsCard::moreAsked);
    connect(m_add, &QPushButton::clicked, this, &ProblemsCard::addNodeAsked);
}

void ProblemsCard::present(const ClusterView& view, const Freshness& freshness)
{
    m_model.show(view.problems);
    const int shown = std::min(m_model.rowCount(), rowsShown);
    while (static_cast<int>(m_rows.size()) > shown) {
        delete m_rows.back();
        m_rows.pop_back();
    }
    while (static_cast<int>(m_rows.size()) < shown) {
        auto* row = new ProblemRow(this);
        const int at = static_cast<int>(m_rows.size());
        connect(row, &ProblemRow::linkClicked, this, [this, at] {
            if (const Problem* problem = m_model.problemAt(at))
                Q_EMIT acted(*problem);
        });
        body()->insertWidget(1 + at, row);
        m_rows.push_back(row);
    }
    for (int i = 0; i < shown; ++i) {
        const Problem* problem = m_model.problemAt(i);
        // Looking at a node or at events is never off.
        const bool changes = problem->action == ProblemAction::EnableLoadBalancing ||
                             problem->action == ProblemAction::EnableHighAvailability ||
                             problem->action == ProblemAction::Resume;
        m_rows[static_cast<std::size_t>(i)]->present(m_model.index(i, 0),
                                                     changes ? offReason(freshness) : QString());
    }
    const int count = m_model.rowCount();
    setTitleNote(count > 0 ? QString::number(count) : QString());
    m_none->setVisible(count == 0);
    const bool noNodes = view.nodes.empty() && !freshness.never();
    m_none->setText(freshness.never() ? QStringLiteral("—")
                    : noNodes
                        ? QStringLiteral("No nodes have joined yet: nothing runs, and nothing is watched.")
                        : QStringLiteral("Nothing needs attention."));
    m_add->setVisible(noNodes);
    setOffReason(m_add, offReason(freshness));
    m_more->setVisible(count > shown);
    m_more->setText(QStringLiteral("%1 more").arg(count - shown));
}

} // namespace rollcall
