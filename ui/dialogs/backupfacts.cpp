#include "ui/dialogs/backupfacts.h"

#include "model/tables/timetext.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>

namespace rollcall
{

namespace
{

constexpr int factCaption = 112;

} // namespace

BackupFacts::BackupFacts(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnMinimumWidth(0, factCaption);
    m_grid->setColumnStretch(1, 1);
}

void BackupFacts::show(const std::vector<BackupFact>& facts)
{
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QStringList lines;
    for (const BackupFact& fact : facts) {
        const int row = static_cast<int>(lines.size());
        auto* text = new TextLabel(unbroken(fact.text), TextStyle::Base, Ink::Text, this);
        text->setWordWrap(true);
        auto* caption = new TextLabel(fact.caption, TextStyle::Base, Ink::Text2, this);
        m_grid->addWidget(caption, row, 0, Qt::AlignTop);
        m_grid->addWidget(text, row, 1);
        for (QWidget* each : {caption, text})
            each->setVisible(true); // at once: a layout leaves out what it shows only with the event loop
        lines << QStringLiteral("%1: %2").arg(fact.caption, fact.text);
    }
    m_text = lines.join(u'\n');
    setAccessibleDescription(m_text);
}

QString BackupFacts::text() const
{
    return m_text;
}

} // namespace rollcall
