using System.Collections.Frozen;

namespace Kolosal.Tracking;

/// <summary>How a field is compared.</summary>
public enum SearchOperator
{
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,

    /// <summary><c>%</c> stands for any text, <c>_</c> for one character.</summary>
    Like,

    /// <summary>The same, letters of either case alike.</summary>
    ILike,

    In,
    NotIn,
    IsNull,
    IsNotNull,
}

/// <summary>One condition of a search; all of a search must hold.</summary>
/// <remarks>A field that is not there meets no condition but <see cref="SearchOperator.IsNull"/>, not even an inequality: as in SQL.</remarks>
public sealed class SearchCondition
{
    private readonly double number;
    private readonly string text;
    private readonly FrozenSet<string> texts;
    private readonly LikePattern? pattern;

    public SearchCondition(SearchField field, SearchOperator comparison, double number)
    {
        (Field, Operator, this.number, text, texts) = (field, comparison, number, "", []);
    }

    /// <param name="field">What is compared.</param>
    /// <param name="comparison">How.</param>
    /// <param name="values">With what; several for a list, none for a test of being there.</param>
    /// <exception cref="SearchSyntaxException">A pattern is too long.</exception>
    public SearchCondition(SearchField field, SearchOperator comparison, params ImmutableArray<string> values)
    {
        (Field, Operator, text, texts) = (field, comparison, values is [var first, ..] ? first : "", values.ToFrozenSet());
        if (comparison is SearchOperator.Like or SearchOperator.ILike) pattern = new(text, comparison == SearchOperator.ILike);
    }

    public SearchField Field { get; }

    public SearchOperator Operator { get; }

    /// <summary>Whether it holds for a number; null is a field that is not there.</summary>
    public bool Holds(double? value) => Operator switch
    {
        SearchOperator.IsNull => value is null,
        SearchOperator.IsNotNull => value is not null,
        SearchOperator.Equal => value == number,
        SearchOperator.NotEqual => value is { } present && present != number,
        SearchOperator.Less => value < number,
        SearchOperator.AtMost => value <= number,
        SearchOperator.Greater => value > number,
        SearchOperator.AtLeast => value >= number,
        _ => false,
    };

    /// <summary>Whether it holds for a text; null is a field that is not there.</summary>
    public bool Holds(string? value) => Operator switch
    {
        SearchOperator.IsNull => value is null,
        _ when value is null => false,
        SearchOperator.IsNotNull => true,
        SearchOperator.Equal => value == text,
        SearchOperator.NotEqual => value != text,
        SearchOperator.In => texts.Contains(value),
        SearchOperator.NotIn => !texts.Contains(value),
        _ => pattern?.Matches(value) == true,
    };

    /// <summary>Whether it holds for one of several texts.</summary>
    public bool Holds(ImmutableArray<string> values) =>
        Operator == SearchOperator.IsNull ? values.IsEmpty : values.Any(value => Holds(value));
}
