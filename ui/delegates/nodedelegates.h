#pragma once

#include "ui/delegates/celldelegate.h"

namespace rollcall
{

/// Shape and word in the state's colour, with a second line ("was healthy"). Never elided.
class StateDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit StateDelegate(QObject* parent = nullptr);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;
};

/// The node's name, its crown, and the second line.
class NodeDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit NodeDelegate(QObject* parent = nullptr);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;
};

/// The units as chips.
class UnitsDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit UnitsDelegate(QObject* parent = nullptr);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;
};

/// Ages, counts and clock skew: at the right, digits of one width.
class AgeDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit AgeDelegate(QObject* parent = nullptr);
};

/// The last round trip at the right of 44 px, then a sparkline of the last 14 probes.
class ProbeDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit ProbeDelegate(QObject* parent = nullptr);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;
};

/// Tick, dash or shape, then a word: storage, key, version.
class SyncDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit SyncDelegate(QObject* parent = nullptr);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;
};

/// The load balancer's own view: shape of 14 px and word.
class BalancerDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit BalancerDelegate(QObject* parent = nullptr);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;
};

/// Plain words, quiet and small: address, sentence. Elided at the end, the full text is the tooltip.
class TextDelegate : public CellDelegate
{
    Q_OBJECT

public:
    /// quiet: 12 px in text2, as addresses and sentences are.
    explicit TextDelegate(bool quiet = true, QObject* parent = nullptr);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;

private:
    bool m_quiet;
};

/// The cross that removes a node. Click, or Space on the cell, asks for it when RemovableRole is set.
class RemoveDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit RemoveDelegate(QObject* parent = nullptr);
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;

Q_SIGNALS:
    void removeAsked(const QModelIndex& index);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;
};

} // namespace rollcall
