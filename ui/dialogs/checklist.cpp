#include "ui/dialogs/checklist.h"

#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int rowHeight = 36;
constexpr int rowHeightWithFix = 52;
constexpr int titleWidth = 176;
constexpr int padding = 16;
constexpr int explainSize = 20;

Ink inkOf(CheckState state)
{
    switch (state) {
    case CheckState::Passed:
        return Ink::Healthy;
    case CheckState::Warning:
        return Ink::Degraded;
    case CheckState::Failed:
        return Ink::Down;
    case CheckState::NotChecked:
        return Ink::Text3;
    }
    Q_UNREACHABLE();
}

} // namespace

QString titleOf(CheckState state)
{
    switch (state) {
    case CheckState::Passed:
        return QStringLiteral("Passed");
    case CheckState::Warning:
        return QStringLiteral("Warning");
    case CheckState::Failed:
        return QStringLiteral("Failed");
    case CheckState::NotChecked:
        return QStringLiteral("Not checked");
    }
    Q_UNREACHABLE();
}

Mark markOf(CheckState state)
{
    switch (state) {
    case CheckState::Passed:
        return Mark::Healthy;
    case CheckState::Warning:
        return Mark::Degraded;
    case CheckState::Failed:
        return Mark::Down;
    case CheckState::NotChecked:
        return Mark::Unknown;
    }
    Q_UNREACHABLE();
}

CheckRow::CheckRow(QWidget* parent)
    : QWidget(parent)
    , m_mark(new StateMark(16, this))
    , m_title(new TextLabel({}, TextStyle::Base, QFont::Medium, Ink::Text, this))
    , m_evidence(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_remedy(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_help(new TextLabel({}, TextStyle::Small, Ink::Text3, this))
    , m_word(new TextLabel({}, TextStyle::Small, QFont::Medium, Ink::Text2, this))
    , m_explain(iconButton(Icon::Help, QStringLiteral("What this check means"), this))
{
    m_explain->setObjectName(QStringLiteral("explain"));
    m_explain->setCheckable(true);
    m_explain->setAutoDefault(false);
    m_explain->setFixedSize(explainSize, explainSize);
    m_help->setObjectName(QStringLiteral("help"));
    m_help->setWordWrap(true);
    m_help->setContentsMargins(0, 4, 0, 2);
    m_help->hide();
    m_evidence->setWordWrap(true);
    m_remedy->setWordWrap(true);
    m_title->setFixedWidth(titleWidth - 8);
    m_title->setWordWrap(true);
    // One baseline for name, proof and word, although their sizes differ, and the shape at the name's middle.
    const QFontMetrics title = m_title->fontMetrics();
    const int lower = title.ascent() - m_evidence->fontMetrics().ascent();
    auto* sentences = new QVBoxLayout;
    sentences->setContentsMargins(0, lower, 0, 0);
    sentences->setSpacing(2);
    sentences->addWidget(m_evidence);
    sentences->addWidget(m_remedy);
    sentences->addWidget(m_help);
    sentences->addStretch(1);
    m_word->setContentsMargins(0, lower, 0, 0);
    auto* mark = new QVBoxLayout;
    mark->setContentsMargins(0, std::max(0, (title.height() - m_mark->sizeHint().height()) / 2), 0, 0);
    mark->addWidget(m_mark);
    mark->addStretch(1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(padding, 8, padding, 8);
    layout->setSpacing(8);
    layout->addLayout(mark);
    layout->addWidget(m_title, 0, Qt::AlignTop);
    layout->addLayout(sentences, 1);
    layout->addWidget(m_word, 0, Qt::AlignTop);
    layout->addWidget(m_explain, 0, Qt::AlignTop);
    connect(m_explain, &QPushButton::toggled, this, [this](bool on) {
        m_help->setVisible(on);
        this->layout()->activate(); // its parts remember their heights otherwise
        updateGeometry();
        Q_EMIT explainedChanged(on);
    });
}

void CheckRow::setExplained(bool explained)
{
    m_explain->setChecked(explained);
}

void CheckRow::show(const Check& check, bool checking)
{
    const QString word = checking ? QStringLiteral("Checking…") : titleOf(check.state);
    m_mark->setMark(checking ? Mark::Unknown : markOf(check.state), word);
    m_title->setText(check.title);
    m_word->setInk(checking ? Ink::Text3 : inkOf(check.state));
    m_word->setText(word);
    m_twoLines = !checking && !check.remedy.isEmpty() &&
                 (check.state == CheckState::Failed || check.state == CheckState::Warning);
    m_evidence->setInk(m_twoLines ? Ink::Text : Ink::Text2);
    m_evidence->setText(check.evidence);
    m_remedy->setText(check.remedy);
    m_remedy->setVisible(m_twoLines);
    m_help->setText(check.help);
    m_explain->setToolTip(check.help);
    m_explain->setVisible(!check.help.isEmpty());
    if (check.help.isEmpty())
        setExplained(false);
    m_explain->setAccessibleName(QStringLiteral("What “%1” means").arg(check.title));
    m_explain->setAccessibleDescription(check.help);
    setAccessibleName(QStringLiteral("%1: %2. %3 %4")
                          .arg(check.title, word, check.evidence, m_twoLines ? check.remedy : QString())
                          .trimmed());
    setMinimumHeight(roomFor(m_twoLines ? rowHeightWithFix : rowHeight));
    updateGeometry();
}

CheckList::CheckList(QWidget* parent)
    : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(1);
}

void CheckList::show(const std::vector<Check>& checks, bool checking)
{
    while (m_rows.size() > checks.size()) {
        m_rows.back()->deleteLater();
        layout()->removeWidget(m_rows.back());
        m_rows.pop_back();
    }
    while (m_rows.size() < checks.size()) {
        auto* row = new CheckRow(this);
        connect(row, &CheckRow::explainedChanged, this, [this, row](bool explained) {
            if (explained)
                explainOnly(row);
            this->layout()->activate();
            updateGeometry();
            Q_EMIT heightChanged();
        });
        m_rows.push_back(row);
        layout()->addWidget(m_rows.back());
        // At once: a layout leaves out what it shows only when the event loop turns.
        m_rows.back()->setVisible(true);
    }
    for (std::size_t i = 0; i < checks.size(); ++i)
        m_rows[i]->show(checks[i], checking);
    update();
}

QWidget* CheckList::chainTabs(QWidget* after) const
{
    for (CheckRow* row : m_rows) {
        setTabOrder(after, row->explainButton());
        after = row->explainButton();
    }
    return after;
}

/// One explanation at a time: all of them would be higher than a small screen.
void CheckList::explainOnly(CheckRow* row)
{
    for (CheckRow* each : m_rows)
        if (each != row)
            each->setExplained(false);
}

void CheckList::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    drawPanel(painter, rect(), cardRadius, tokens.surface, tokens.border);
    for (std::size_t i = 1; i < m_rows.size(); ++i)
        drawRule(painter, 1, width() - 1, m_rows[i]->y() - 1, tokens.divider);
}

} // namespace rollcall
