namespace Kolosal.Learning.Explanation;

/// <summary>Which way a value may be changed.</summary>
public enum ChangeDirection
{
    /// <summary>Both.</summary>
    Any,

    /// <summary>Only to larger numbers; a missing value stays missing.</summary>
    Up,

    /// <summary>Only to smaller numbers; a missing value stays missing.</summary>
    Down,

    /// <summary>Not at all.</summary>
    Fixed,
}

/// <summary>What may be done about one column of a row; columns without a rule may take any value that the background has between its ends.</summary>
/// <remarks>What is as it was breaks no rule, even where it lies outside the range. Nothing is ever changed to missing.</remarks>
public sealed record ColumnRule
{
    /// <param name="inputs">One input, or the indicators of a one-hot column, one of which is 1 after a change and all others 0.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public ColumnRule(params ImmutableArray<int> inputs) => Inputs = !inputs.IsDefaultOrEmpty ? inputs
        : throw new ArgumentException("A rule is about at least one input.", nameof(inputs));

    /// <summary>The input, or the indicators.</summary>
    public ImmutableArray<int> Inputs { get; }

    /// <summary>Which way. Default: any; up and down are for single numbers.</summary>
    public ChangeDirection Direction { get; init; }

    /// <summary>The smallest number to change to; NaN for the background's. Default: NaN.</summary>
    public double Low { get; init; } = double.NaN;

    /// <summary>The largest number to change to; NaN for the background's. Default: NaN.</summary>
    public double High { get; init; } = double.NaN;

    /// <summary>Numbers are changed to multiples of this, such as 1 for counts; 0 for any number. Default: 0.</summary>
    public double Step { get; init; }

    /// <summary>The codes (or places of indicators) to change to; all when default.</summary>
    public ImmutableArray<int> Categories { get; init; }

    /// <summary>What a change costs beside others, finite, above 0. Default: 1.</summary>
    public double Weight { get; init; } = 1;

    internal void Check(int inputs)
    {
        if (Inputs.Any(i => (uint)i >= (uint)inputs)) throw new ArgumentException($"A rule names inputs {string.Join(", ", Inputs)} of {inputs}.");
        if (Inputs.Length > 1 && Direction is (ChangeDirection.Up or ChangeDirection.Down))
            throw new ArgumentException("Indicators have no direction.");
        Require.That(Low, !(Low > High), $"at most the end of the range {High}");
        Require.NotNegative(Step);
        Require.Positive(Weight);
    }
}
