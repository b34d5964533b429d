#pragma once

class QTableView;
class QListView;

namespace rollcall
{

/// A table of the console: no grid, no frame, whole rows, header of 28 px, rows of rowHeight (44 with second
/// lines, 32 without), columns as wide as their contents, hover, sorting, smooth scrolling by pixel.
void dressTable(QTableView* table, int rowHeight);

/// A list inside a card: no frame, no background of its own, no selection bar.
void dressList(QListView* list);

} // namespace rollcall
