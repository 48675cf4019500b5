namespace Kolosal.Tracking;

/// <summary>Decides which things a search finds, and in which order.</summary>
/// <param name="grammar">Which fields there are.</param>
/// <param name="filter">What must hold.</param>
/// <param name="orders">Keys of the order, the first first.</param>
public sealed class TrackingSearch(SearchGrammar grammar, SearchFilter filter, ImmutableArray<SearchOrder> orders)
{
    public bool Finds(ISearchSubject subject)
    {
        foreach (var condition in filter.Conditions)
        {
            var field = condition.Field;
            bool holds = field.Entity == SearchEntity.Dataset ? condition.Holds(subject.Texts(field))
                : grammar.IsNumber(field) ? condition.Holds(subject.Number(field))
                : condition.Holds(subject.Text(field));
            if (!holds) return false;
        }
        return true;
    }

    /// <summary>What was found, in order; things that no key tells apart stay as they come.</summary>
    /// <remarks>Whichever way: numbers, then what is no number, then what is not there. Texts by their code units.</remarks>
    public ImmutableArray<T> Sort<T>(IEnumerable<T> found, Func<T, ISearchSubject> subject)
    {
        var keyed = found.Select(thing => (Thing: thing, Keys: Keys(subject(thing)))).ToList();
        var order = Comparer<(T Thing, Key[] Keys)>.Create((a, b) => Compare(a.Keys, b.Keys));
        return [.. keyed.Order(order).Select(pair => pair.Thing)];
    }

    private Key[] Keys(ISearchSubject subject) => [.. orders.Select(order => grammar.IsNumber(order.Field)
        ? new Key(subject.Number(order.Field), null) : new Key(null, subject.Text(order.Field)))];

    private int Compare(Key[] a, Key[] b)
    {
        for (int i = 0; i < orders.Length; i++)
        {
            int rank = a[i].Rank.CompareTo(b[i].Rank);
            if (rank != 0) return rank;
            int order = a[i].Text is { } text ? string.CompareOrdinal(text, b[i].Text) : (a[i].Number ?? 0).CompareTo(b[i].Number ?? 0);
            if (order != 0) return orders[i].Descending ? -order : order;
        }
        return 0;
    }

    private readonly record struct Key(double? Number, string? Text)
    {
        public int Rank => Text is not null || (Number is { } number && !double.IsNaN(number)) ? 0 : Number is null ? 2 : 1;
    }
}
