using System.Globalization;
using System.Text.Json;
using Kolosal.WebConsole.Components;

namespace Kolosal.WebConsole.Pages.Models;

/// <summary>One input of a model in a form.</summary>
internal sealed class TryField
{
    private const int MostChoices = 200;

    public required string Name { get; init; }

    /// <summary>The value is a number.</summary>
    public required bool Number { get; init; }

    /// <summary>Values to choose from; empty to type one.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    public double? Low { get; init; }

    public double? High { get; init; }

    /// <summary>As typed; empty for a missing value.</summary>
    public string Value { get; set; } = "";

    /// <summary>What the slider moves by.</summary>
    public string Step => Whole ? "1" : "any";

    /// <summary>As a row carries it.</summary>
    public object? Sent => Value.Length == 0 ? null
        : Number && double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : Value;

    private bool Whole => Low is { } low && High is { } high && low % 1 == 0 && high % 1 == 0;

    /// <param name="name">The input's name.</param>
    /// <param name="type">Its type by the model's schema; null when that is not known.</param>
    /// <param name="column">The column of the training data; undefined when it cannot be read.</param>
    public static TryField Of(string name, string? type, JsonElement column)
    {
        double? low = column.Number("minimum") ?? column.Number("least"), high = column.Number("maximum") ?? column.Number("greatest");
        bool number = (type ?? column.Text("type")) == "numeric";
        ImmutableArray<string> choices = number ? [] : [.. column.Items("categories").Take(MostChoices).Select(choice => choice.AsText()!)];
        double middle = column.Number("quantiles.p50") ?? ((low ?? 0) + (high ?? 0)) / 2;
        if (low % 1 == 0 && high % 1 == 0) middle = Math.Round(middle);
        return new()
        {
            Name = name,
            Number = number,
            Choices = choices,
            Low = low,
            High = high,
            Value = number ? low is null ? "" : middle.ToString(CultureInfo.InvariantCulture) : choices.FirstOrDefault() ?? "",
        };
    }
}
