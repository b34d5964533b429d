#include "ui/dialogs/summaryrow.h"

#include "ui/dialogs/checklist.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>

namespace rollcall
{

SummaryRow::SummaryRow(QWidget* parent)
    : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (int i = 0; i < 4; ++i) {
        Part part{new StateMark(16, this), new TextLabel({}, TextStyle::Base, Ink::Text, this)};
        layout->addWidget(part.mark);
        layout->addSpacing(6);
        layout->addWidget(part.text);
        layout->addSpacing(i < 3 ? 16 : 0);
        m_parts.push_back(part);
    }
    layout->addStretch(1);
}

void SummaryRow::set(Part& part, Mark mark, const QString& text)
{
    part.mark->setMark(mark, text);
    part.mark->setVisible(!text.isEmpty() && mark != Mark::None);
    part.text->setText(text);
    part.text->setVisible(!text.isEmpty());
}

void SummaryRow::show(const Preflight& preflight)
{
    const auto words = [&](CheckState state, const QString& one, const QString& many) {
        const int count = preflight.count(state);
        return count == 0 ? QString() : QStringLiteral("%1 %2").arg(count).arg(count == 1 ? one : many);
    };
    const auto part = [&](std::size_t i, CheckState state, const QString& one, const QString& many) {
        set(m_parts[i], markOf(state), words(state, one, many));
    };
    part(0, CheckState::Passed, QStringLiteral("passed"), QStringLiteral("passed"));
    part(1, CheckState::Warning, QStringLiteral("warning"), QStringLiteral("warnings"));
    part(2, CheckState::Failed, QStringLiteral("failed"), QStringLiteral("failed"));
    part(3, CheckState::NotChecked, QStringLiteral("not checked"), QStringLiteral("not checked"));
}

void SummaryRow::showWord(const QString& word)
{
    set(m_parts[0], Mark::None, word);
    for (std::size_t i = 1; i < m_parts.size(); ++i)
        set(m_parts[i], Mark::None, {});
}

} // namespace rollcall
