using System.Text.Json;

namespace Kolosal.WebConsole.Pages.Trust;

/// <summary>A figure of the overview: where it is read, and what of the answer it shows.</summary>
/// <param name="Group">Its heading.</param>
/// <param name="Label">What it is.</param>
/// <param name="Permission">What the read needs; who lacks it is not shown the figure.</param>
/// <param name="Path">The read.</param>
/// <param name="Href">The page with what lies behind it.</param>
/// <param name="Read">The figure in the answer.</param>
internal sealed record TrustQuestion(string Group, string Label, string Permission, string Path, string Href, Func<JsonElement, TrustAnswer> Read);
