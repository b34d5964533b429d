#pragma once

#include "ui/pages/page.h"
#include "ui/pages/settingsreader.h"

class QPushButton;
class QStackedLayout;

namespace rollcall
{

class Card;
class CardArea;
class EmptyState;
class StateMark;
class StorageMatrixCard;
class StorageNodesCard;
class TextLabel;

/// Whether the nodes really share their storage: being able to write proves nothing, so every node writes a
/// small file, and every other one reads it back.
class StoragePage final : public Page
{
    Q_OBJECT

public:
    explicit StoragePage(QWidget* parent = nullptr);

    QString title() const override { return QStringLiteral("Shared Storage"); }
    void present(const ClusterView& view, const Freshness& freshness) override;
    QWidget* mainPane() override;

    void setLoader(SettingsReader::Loader loader) { m_reader.setLoader(std::move(loader)); }
    void reset() { m_reader.reset(); } ///< another cluster
    StorageNodesCard& nodes() { return *m_nodes; }
    StorageMatrixCard& matrix() { return *m_matrix; }

private:
    void buildHead();
    void presentHead(const ClusterView& view, const Freshness& freshness);
    std::optional<QString> basePath() const;
    QString unreadWords(const Freshness& freshness) const;

    SettingsReader m_reader;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    CardArea* m_scroll;
    Card* m_head;
    StateMark* m_mark;
    TextLabel* m_sentence;
    TextLabel* m_path;
    QPushButton* m_setPath;
    StorageNodesCard* m_nodes;
    StorageMatrixCard* m_matrix;
    bool m_addsNode = false; ///< what the button of the empty page asks for
};

} // namespace rollcall
