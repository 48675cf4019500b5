using System.Collections.Concurrent;
using System.Collections.ObjectModel;

namespace Kolosal.Runtime.Copying;

/// <summary>One maker per collection type, found by its name.</summary>
internal static class CollectionCopiers
{
    public const string Array = nameof(Array), Grid = nameof(Grid), Optional = nameof(Optional);

    public static Copy<T[]> MakeArray<T>() => (value, context) => Once(value, context, source =>
    {
        var copy = new T[source.Length];
        if (source.Length == 0) return copy;
        context.Remember(source, copy);
        if ((context.Boundary ? Copier<T>.Boundary : Copier<T>.Local) is { } element)
            for (int i = 0; i < copy.Length; i++) copy[i] = element(source[i], context);
        else
            source.AsSpan().CopyTo(copy);
        return copy;
    });

    /// <summary>Arrays of several dimensions; their elements are leaves in every use we know, others are copied one by one.</summary>
    public static Copy<T> MakeGrid<T>() where T : class => (value, context) => Once(value, context, source =>
    {
        var from = (System.Array)(object)source;
        var copy = (System.Array)from.Clone();
        var element = from.GetType().GetElementType()!;
        if (TypeRules.PassesByReference(element) && !context.Boundary) return (T)(object)copy;
        var index = new int[from.Rank];
        for (long i = 0; i < from.LongLength; i++)
        {
            long rest = i;
            for (int d = from.Rank - 1; d >= 0; d--) (index[d], rest) = ((int)(rest % from.GetLength(d)), rest / from.GetLength(d));
            copy.SetValue(Copiers.CopyUnknown(from.GetValue(index), context, element), index);
        }
        return (T)(object)copy;
    });

    public static Copy<T?> MakeOptional<T>() where T : struct => (value, context) => value is { } some ? Copier<T>.Copy(some, context) : null;

    public static List<T> ToList<T>(IEnumerable<T> source, CopyContext context)
    {
        var copy = new List<T>();
        context.Remember(source, copy);
        foreach (var item in source) copy.Add(Copier<T>.Copy(item, context));
        return copy;
    }

    public static Copy<List<T>> MakeList<T>() => (value, context) => Once(value, context, source =>
    {
        var copy = new List<T>(source.Count);
        context.Remember(source, copy);
        foreach (var item in source) copy.Add(Copier<T>.Copy(item, context));
        return copy;
    });

    public static Copy<HashSet<T>> MakeHashSet<T>() => Set<HashSet<T>, T>(source => new HashSet<T>(source.Comparer));
    public static Copy<SortedSet<T>> MakeSortedSet<T>() => Set<SortedSet<T>, T>(source => new SortedSet<T>(source.Comparer));
    public static Copy<LinkedList<T>> MakeLinkedList<T>() => Set<LinkedList<T>, T>(_ => new LinkedList<T>());
    public static Copy<Collection<T>> MakeCollection<T>() => Set<Collection<T>, T>(_ => []);

    public static Copy<Queue<T>> MakeQueue<T>() => (value, context) => Once(value, context, source => new Queue<T>(Items(source, context)));
    public static Copy<ConcurrentQueue<T>> MakeConcurrentQueue<T>() =>
        (value, context) => Once(value, context, source => new ConcurrentQueue<T>(Items(source, context)));
    public static Copy<Stack<T>> MakeStack<T>() => (value, context) => Once(value, context, source => new Stack<T>(Items(source.Reverse(), context)));
    public static Copy<ReadOnlyCollection<T>> MakeReadOnlyCollection<T>() =>
        (value, context) => Once(value, context, source => new ReadOnlyCollection<T>(Items(source, context)));

    public static Copy<Dictionary<TKey, TValue>> MakeDictionary<TKey, TValue>() where TKey : notnull =>
        Map<Dictionary<TKey, TValue>, TKey, TValue>(source => new Dictionary<TKey, TValue>(source.Count, source.Comparer));
    public static Copy<SortedDictionary<TKey, TValue>> MakeSortedDictionary<TKey, TValue>() where TKey : notnull =>
        Map<SortedDictionary<TKey, TValue>, TKey, TValue>(source => new SortedDictionary<TKey, TValue>(source.Comparer));
    public static Copy<SortedList<TKey, TValue>> MakeSortedList<TKey, TValue>() where TKey : notnull =>
        Map<SortedList<TKey, TValue>, TKey, TValue>(source => new SortedList<TKey, TValue>(source.Comparer));
    public static Copy<ConcurrentDictionary<TKey, TValue>> MakeConcurrentDictionary<TKey, TValue>() where TKey : notnull =>
        Map<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(source => new ConcurrentDictionary<TKey, TValue>(source.Comparer));
    public static Copy<ReadOnlyDictionary<TKey, TValue>> MakeReadOnlyDictionary<TKey, TValue>() where TKey : notnull => (value, context) =>
        Once(value, context, source => new ReadOnlyDictionary<TKey, TValue>(Pairs(source, context).ToDictionary()));

    public static Copy<ArraySegment<T>> MakeArraySegment<T>() => (value, context) => new ArraySegment<T>(Items(value, context).ToArray());
    public static Copy<Memory<T>> MakeMemory<T>() => (value, context) => Items(value.ToArray(), context).ToArray();
    public static Copy<ReadOnlyMemory<T>> MakeReadOnlyMemory<T>() => (value, context) => Items(value.ToArray(), context).ToArray();

    public static Copy<ImmutableArray<T>> MakeImmutableArray<T>() =>
        (value, context) => value.IsDefaultOrEmpty ? value : ImmutableArray.CreateRange(Items(value, context));
    public static Copy<ImmutableList<T>> MakeImmutableList<T>() => (value, context) => Once(value, context, source => Items(source, context).ToImmutableList());
    public static Copy<ImmutableHashSet<T>> MakeImmutableHashSet<T>() =>
        (value, context) => Once(value, context, source => Items(source, context).ToImmutableHashSet(source.KeyComparer));
    public static Copy<ImmutableSortedSet<T>> MakeImmutableSortedSet<T>() =>
        (value, context) => Once(value, context, source => Items(source, context).ToImmutableSortedSet(source.KeyComparer));
    public static Copy<ImmutableQueue<T>> MakeImmutableQueue<T>() =>
        (value, context) => Once(value, context, source => ImmutableQueue.CreateRange(Items(source, context)));
    public static Copy<ImmutableStack<T>> MakeImmutableStack<T>() =>
        (value, context) => Once(value, context, source => ImmutableStack.CreateRange(Items(source.Reverse(), context)));
    public static Copy<ImmutableDictionary<TKey, TValue>> MakeImmutableDictionary<TKey, TValue>() where TKey : notnull => (value, context) =>
        Once(value, context, source => ImmutableDictionary.CreateRange(source.KeyComparer, Pairs(source, context)));
    public static Copy<ImmutableSortedDictionary<TKey, TValue>> MakeImmutableSortedDictionary<TKey, TValue>() where TKey : notnull => (value, context) =>
        Once(value, context, source => ImmutableSortedDictionary.CreateRange(source.KeyComparer, Pairs(source, context)));

    private static Copy<TSet> Set<TSet, T>(Func<TSet, TSet> empty) where TSet : class, ICollection<T> => (value, context) => Once(value, context, source =>
    {
        var copy = empty(source);
        context.Remember(source, copy);
        foreach (var item in source) copy.Add(Copier<T>.Copy(item, context));
        return copy;
    });

    private static Copy<TMap> Map<TMap, TKey, TValue>(Func<TMap, TMap> empty) where TMap : class, IDictionary<TKey, TValue> where TKey : notnull =>
        (value, context) => Once(value, context, source =>
        {
            var copy = empty(source);
            context.Remember(source, copy);
            foreach (var (key, item) in source) copy.Add(Copier<TKey>.Copy(key, context), Copier<TValue>.Copy(item, context));
            return copy;
        });

    private static IList<T> Items<T>(IEnumerable<T> source, CopyContext context) => [.. source.Select(item => Copier<T>.Copy(item, context))];

    private static IEnumerable<KeyValuePair<TKey, TValue>> Pairs<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> source, CopyContext context) =>
        source.Select(pair => KeyValuePair.Create(Copier<TKey>.Copy(pair.Key, context), Copier<TValue>.Copy(pair.Value, context)));

    private static T Once<T>(T value, CopyContext context, Func<T, T> copy) where T : class
    {
        if (value is null) return value!;
        if (context.TryGet(value, out var known)) return (T)known!;
        var made = copy(value);
        context.Remember(value, made);
        return made;
    }
}
