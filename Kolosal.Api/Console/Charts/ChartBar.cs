namespace Kolosal.WebConsole.Charts;

/// <summary>A bar with, where it was measured, its interval.</summary>
/// <param name="Label">What is measured.</param>
/// <param name="Value">Its value; may be negative.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Marked">True for a bar that breaks a limit.</param>
public sealed record ChartBar(string Label, double Value, double? Low = null, double? High = null, bool Marked = false);
