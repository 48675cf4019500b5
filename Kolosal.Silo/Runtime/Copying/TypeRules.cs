using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;

namespace Kolosal.Runtime.Copying;

/// <summary>Which types may cross a grain call, and which of them as they are.</summary>
internal static class TypeRules
{
    private static readonly HashSet<Type> Leaves =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(Half), typeof(Int128), typeof(UInt128), typeof(BigInteger), typeof(Uri), typeof(Version), typeof(CultureInfo),
        typeof(IPAddress), typeof(IPEndPoint), typeof(CancellationToken), typeof(GrainId), typeof(GrainType), typeof(IdSpan),
        typeof(StreamId), typeof(TickStatus), typeof(GuidId),
    ];

    private static readonly HashSet<Type> Collections =
    [
        typeof(List<>), typeof(HashSet<>), typeof(SortedSet<>), typeof(Queue<>), typeof(Stack<>), typeof(LinkedList<>), typeof(Dictionary<,>),
        typeof(SortedDictionary<,>), typeof(SortedList<,>), typeof(ConcurrentDictionary<,>), typeof(ConcurrentQueue<>),
        typeof(System.Collections.ObjectModel.ReadOnlyCollection<>), typeof(System.Collections.ObjectModel.Collection<>),
        typeof(System.Collections.ObjectModel.ReadOnlyDictionary<,>), typeof(ArraySegment<>), typeof(Memory<>), typeof(ReadOnlyMemory<>),
        typeof(IEnumerable<>), typeof(ICollection<>), typeof(IList<>), typeof(IReadOnlyCollection<>), typeof(IReadOnlyList<>), typeof(ISet<>),
        typeof(IReadOnlySet<>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>),
    ];

    private static readonly HashSet<Type> ImmutableCollections =
    [
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>), typeof(ImmutableQueue<>),
        typeof(ImmutableStack<>), typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedSet<>),
    ];

    private static readonly HashSet<Type> Structures =
    [
        typeof(KeyValuePair<,>), typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>), typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>),
        typeof(Tuple<,,,>), typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>),
    ];

    private static readonly ConcurrentDictionary<Type, bool> Fixed = new();

    /// <summary>A value of the type cannot change, whatever its runtime type.</summary>
    public static bool IsLeaf(Type type) =>
        type.IsPrimitive || type.IsEnum || type.IsPointer || Leaves.Contains(type) || typeof(Type).IsAssignableFrom(type)
        || typeof(IAddressable).IsAssignableFrom(type);

    public static bool IsAnnotated(Type type) => type.IsDefined(typeof(GenerateSerializerAttribute), false);

    public static bool IsMarkedImmutable(Type type) => type.IsDefined(typeof(ImmutableAttribute), false);

    public static bool IsImmutableCollection(Type type) => type.IsGenericType && ImmutableCollections.Contains(type.GetGenericTypeDefinition());

    public static bool IsCollection(Type type) => type.IsGenericType && Collections.Contains(type.GetGenericTypeDefinition());

    public static bool IsStructure(Type type) => type.IsGenericType && Structures.Contains(type.GetGenericTypeDefinition());

    /// <summary>Values declared as this type go by reference inside the process.</summary>
    public static bool PassesByReference(Type type) => Fixed.TryGetValue(type, out bool known) ? known : Fixed[type] = Decide(type);

    /// <summary>Says why values of this declared type cannot cross a call; null when they can.</summary>
    public static string? Refusal(Type type) => Refusal(type, []);

    private static bool Decide(Type type)
    {
        if (IsLeaf(type)) return true;
        if (Nullable.GetUnderlyingType(type) is { } inner) return PassesByReference(inner);
        if (type.IsSealed && IsMarkedImmutable(type)) return true;
        return (IsImmutableCollection(type) || (IsStructure(type) && (type.IsSealed || type.GetGenericTypeDefinition().FullName!.StartsWith("System.Tuple`"))))
            && type.GetGenericArguments().All(PassesByReference);
    }

    private static string? Refusal(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || IsLeaf(type) || type == typeof(object) || typeof(Exception).IsAssignableFrom(type)) return null;
        if (type.IsByRef || type.IsByRefLike) return $"{type} is passed by reference";
        if (type.IsArray) return Refusal(type.GetElementType()!, seen);
        if (Nullable.GetUnderlyingType(type) is { } inner) return Refusal(inner, seen);
        if (IsCollection(type) || IsImmutableCollection(type) || IsStructure(type))
            return type.GetGenericArguments().Select(argument => Refusal(argument, seen)).FirstOrDefault(reason => reason is not null);
        if (!IsAnnotated(type)) return type.IsInterface || type.IsAbstract ? null : $"{type} is not marked [GenerateSerializer]";
        return Members.Of(type).Select(field => Refusal(field.FieldType, seen) is { } reason ? $"{type.Name}.{Members.NameOf(field)}: {reason}" : null)
            .FirstOrDefault(reason => reason is not null);
    }

}
