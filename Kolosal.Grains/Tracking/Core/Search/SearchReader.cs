using System.Globalization;

namespace Kolosal.Tracking;

/// <summary>Reads fields, conditions and orders off tokens.</summary>
internal sealed class SearchReader(List<SearchToken> tokens, SearchGrammar grammar)
{
    private int next;

    private SearchToken Current => tokens[next];

    public ImmutableArray<SearchCondition> Conditions()
    {
        var conditions = ImmutableArray.CreateBuilder<SearchCondition>();
        do conditions.Add(Condition());
        while (Accept("and"));
        if (Current.Kind == SearchTokenKind.End) return conditions.ToImmutable();
        throw Wrong(Current.Is("or") ? "AND (conditions cannot be joined by OR)" : "AND or the end");
    }

    public SearchOrder Order()
    {
        var field = Field();
        bool descending = Accept("desc");
        if (!descending) Accept("asc");
        return Current.Kind == SearchTokenKind.End ? new(field, descending) : throw Wrong("ASC, DESC or the end");
    }

    private SearchCondition Condition()
    {
        var field = Field();
        if (Accept("is"))
        {
            bool not = Accept("not");
            if (!Accept("null")) throw Wrong("NULL");
            return new(field, not ? SearchOperator.IsNotNull : SearchOperator.IsNull);
        }

        var comparison = Comparison();
        if (!grammar.IsNumber(field)) return TextCondition(field, comparison);
        if (comparison is SearchOperator.Like or SearchOperator.ILike or SearchOperator.In or SearchOperator.NotIn)
            throw new SearchSyntaxException($"'{field.Key}' is a number and is compared with = != < <= > or >=.");
        return new(field, comparison, Number(field));
    }

    private SearchCondition TextCondition(SearchField field, SearchOperator comparison)
    {
        if (comparison is SearchOperator.Less or SearchOperator.AtMost or SearchOperator.Greater or SearchOperator.AtLeast)
            throw new SearchSyntaxException($"'{field.Key}' is a text and is compared with = != LIKE ILIKE IN or NOT IN.");
        return comparison is SearchOperator.In or SearchOperator.NotIn
            ? new(field, comparison, List(field))
            : new(field, comparison, [Text(field)]);
    }

    private SearchField Field()
    {
        var token = Current;
        if (token.Kind is not (SearchTokenKind.Word or SearchTokenKind.Quoted)) throw Wrong("a field such as metrics.accuracy");
        next++;
        if (Accept("."))
        {
            var key = Current;
            if (key.Kind is not (SearchTokenKind.Word or SearchTokenKind.Quoted)) throw Wrong($"a name after {token.Value}.");
            next++;
            return token.Kind == SearchTokenKind.Word && token.Value.Split('.', 2) is [var entity, var begin]
                ? grammar.Field(entity, $"{begin}.{key.Value}") : grammar.Field(token.Value, key.Value);
        }

        // A whole name in quotes is an attribute's; a bare one has its entity before the first point.
        return token.Kind == SearchTokenKind.Word && token.Value.Split('.', 2) is [var word, var rest]
            ? grammar.Field(word, rest) : grammar.Field(null, token.Value);
    }

    private SearchOperator Comparison()
    {
        var token = Current;
        bool not = Accept("not");
        if (Accept("in")) return not ? SearchOperator.NotIn : SearchOperator.In;
        if (not) throw Wrong("IN after NOT");
        next++;
        return token.Value.ToLowerInvariant() switch
        {
            "=" => SearchOperator.Equal,
            "!=" => SearchOperator.NotEqual,
            "<" => SearchOperator.Less,
            "<=" => SearchOperator.AtMost,
            ">" => SearchOperator.Greater,
            ">=" => SearchOperator.AtLeast,
            "like" when token.Kind == SearchTokenKind.Word => SearchOperator.Like,
            "ilike" when token.Kind == SearchTokenKind.Word => SearchOperator.ILike,
            _ => throw Wrong("a comparison", token),
        };
    }

    private double Number(SearchField field)
    {
        var token = Current;
        if (token.Kind != SearchTokenKind.Number
            || !double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
            throw Wrong($"a number to compare {field.Key} with");
        next++;
        return number;
    }

    private string Text(SearchField field)
    {
        var token = Current;
        if (token.Kind != SearchTokenKind.Text && token is not { Kind: SearchTokenKind.Quoted, Quote: '"' })
            throw Wrong($"a text in single quotes to compare {field.Key} with");
        next++;
        return token.Value;
    }

    private ImmutableArray<string> List(SearchField field)
    {
        if (!Accept("(")) throw Wrong("a list such as ('a', 'b')");
        var values = ImmutableArray.CreateBuilder<string>();
        do values.Add(Text(field));
        while (Accept(","));
        return Accept(")") ? values.ToImmutable() : throw Wrong("a comma or the end of the list");
    }

    private bool Accept(string word)
    {
        if (!Current.Is(word)) return false;
        next++;
        return true;
    }

    private SearchSyntaxException Wrong(string expected) => Wrong(expected, Current);

    private static SearchSyntaxException Wrong(string expected, SearchToken got) => new(
        got.Kind == SearchTokenKind.End ? $"Expected {expected}; the text ends at position {got.At}."
            : $"Expected {expected} at position {got.At}, got '{(got.Value.Length > 50 ? got.Value[..50] : got.Value)}'.");
}
