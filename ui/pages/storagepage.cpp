#include "ui/pages/storagepage.h"

#include "model/tables/storagewords.h"
#include "model/tables/timetext.h"
#include "ui/pages/cardarea.h"
#include "ui/pages/storagematrixcard.h"
#include "ui/pages/storagenodescard.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace rollcall
{

StoragePage::StoragePage(QWidget* parent)
    : Page(parent)
    , m_stack(new QStackedLayout(this))
    , m_empty(new EmptyState)
    , m_scroll(new CardArea)
    , m_head(new Card)
    , m_mark(new StateMark(24, m_head))
    , m_sentence(new TextLabel({}, TextStyle::Value, Ink::Text, m_head))
    , m_path(new TextLabel({}, TextStyle::Base, Ink::Text2, m_head))
    , m_setPath(plainButton(QStringLiteral("Set Path…"), m_head))
    , m_nodes(new StorageNodesCard)
    , m_matrix(new StorageMatrixCard)
{
    buildHead();
    auto* cards = new QVBoxLayout;
    cards->addWidget(m_head);
    cards->addWidget(m_nodes);
    cards->addWidget(m_matrix, 1000);
    cards->addStretch(1);
    m_scroll->setCards(cards);
    m_empty->setMaximumWidth(640);
    auto* middle = new QWidget;
    auto* row = new QHBoxLayout(middle);
    row->setContentsMargins(16, 16, 16, 16);
    row->addStretch(1);
    row->addWidget(m_empty, 100);
    row->addStretch(1);
    m_stack->addWidget(m_scroll);
    m_stack->addWidget(middle);

    const auto setPath = [this] { Q_EMIT requested(Intent::changeSetting(settingkey::BasePath)); };
    connect(m_setPath, &QPushButton::clicked, this, setPath);
    connect(m_empty, &EmptyState::buttonClicked, this, [this, setPath] {
        if (m_addsNode)
            Q_EMIT addNodeAsked();
        else
            setPath();
    });
    connect(m_nodes, &StorageNodesCard::nodeAsked, this, &Page::nodeAsked);
    connect(m_matrix, &StorageMatrixCard::nodeAsked, this, &Page::nodeAsked);
}

void StoragePage::buildHead()
{
    m_sentence->setWordWrap(true);
    m_sentence->setObjectName(QStringLiteral("storageSentence"));
    m_path->setWordWrap(true);
    m_path->setObjectName(QStringLiteral("storagePath"));
    m_setPath->setObjectName(QStringLiteral("setStoragePath"));
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_sentence);
    words->addWidget(m_path);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_mark, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    row->addWidget(m_setPath, 0, Qt::AlignVCenter);
    m_head->body()->addLayout(row);
}

std::optional<QString> StoragePage::basePath() const
{
    const SettingState* state = m_reader.find(settingkey::BasePath);
    return state ? std::optional(state->value) : std::nullopt;
}

void StoragePage::presentHead(const ClusterView& view, const Freshness& freshness)
{
    const StorageSummary summary = storageSummary(view, freshness);
    m_mark->setMark(summary.mark, summary.sentence);
    m_sentence->setText(unbroken(summary.sentence));
    const std::optional<QString> path = basePath();
    m_path->setText(
        freshness.never() || !path ? QString()
        : path->isEmpty()
            ? QStringLiteral("Artifacts.BasePath is not set; each node goes by its own [storage] path.")
            : QStringLiteral("Artifacts.BasePath is %1. Each node writes a small file there, and "
                             "the others read it back.")
                  .arg(*path));
    m_path->setVisible(!m_path->text().isEmpty());
    setOffReason(m_setPath, offReason(freshness));
}

/// Why there is nothing to show yet: the nodes report no path, and whether one is set was not read.
QString StoragePage::unreadWords(const Freshness& freshness) const
{
    if (!m_reader.trouble().isEmpty())
        return m_reader.trouble();
    return freshness.stale() ? QStringLiteral("The settings were not read before the database fell silent.")
                             : QStringLiteral("Reading settings…");
}

void StoragePage::present(const ClusterView& view, const Freshness& freshness)
{
    m_reader.present(view, freshness);
    m_addsNode = view.nodes.empty();
    // While nobody has written there for a moment, the cards say so; without any path there is nothing to
    // say.
    const bool unset = basePath().value_or(QString()).isEmpty() && !storageIsSetUp(view);
    if (!freshness.never() && (m_addsNode || unset)) {
        if (m_addsNode)
            m_empty->setText(QStringLiteral("No nodes have joined yet."), QStringLiteral("Add Node…"));
        else if (!m_reader.known())
            m_empty->setText(unreadWords(freshness));
        else
            m_empty->setText(
                QStringLiteral(
                    "No shared storage is set up. Once it has a path, each node writes a small file "
                    "there and every other one reads it back: that proves that they share it, and "
                    "finds an unshared folder, a read-only mount, a full disk or a stale cache "
                    "before a takeover does."),
                QStringLiteral("Set Path…"));
        if (auto* button = m_empty->findChild<QPushButton*>())
            setOffReason(button, offReason(freshness));
        m_stack->setCurrentIndex(1);
        return;
    }
    m_stack->setCurrentIndex(0);
    presentHead(view, freshness);
    m_nodes->present(view, freshness, basePath());
    m_matrix->present(view, freshness);
}

QWidget* StoragePage::mainPane()
{
    return m_stack->currentIndex() == 1 ? static_cast<QWidget*>(m_empty) : m_nodes->table();
}

} // namespace rollcall
