using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace Kolosal.WebConsole.Components;

/// <summary>A column of a <see cref="ServerTable"/>.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Field">Dotted path in the item; shown as it is when no <paramref name="Cell"/> says how, and what an export writes.</param>
/// <param name="Sort">The list's name to sort by; null for a column that cannot be.</param>
/// <param name="Cell">How it is shown.</param>
/// <param name="Number">Aligned at the right with digits of one width.</param>
public sealed record TableColumn(string Title, string Field, string? Sort = null, RenderFragment<JsonElement>? Cell = null, bool Number = false);
