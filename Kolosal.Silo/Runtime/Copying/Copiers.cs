using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization;

namespace Kolosal.Runtime.Copying;

/// <summary>The copier of values declared as <typeparamref name="T"/>; null when they go as they are.</summary>
internal static class Copier<T>
{
    public static readonly Copy<T>? Local = (Copy<T>?)Copiers.Build(typeof(T), boundary: false);
    public static readonly Copy<T>? Boundary = (Copy<T>?)Copiers.Build(typeof(T), boundary: true);

    public static T Copy(T value, CopyContext context) => (context.Boundary ? Boundary : Local) is { } copy ? copy(value, context) : value;
}

/// <summary>Makes copiers from types, once per type.</summary>
internal static class Copiers
{
    private static readonly ConcurrentDictionary<Type, Func<object, CopyContext, object>> ByRuntimeType = new();

    /// <summary>Copies a value whose declared type says too little: by what it is.</summary>
    /// <exception cref="CodecNotFoundException">Its type is not annotated.</exception>
    public static object? CopyUnknown(object? value, CopyContext context, Type declared)
    {
        if (value is null) return null;
        var type = value.GetType();
        if (TypeRules.IsLeaf(type)) return value;
        if (context.TryGet(value, out var known)) return known;
        if (value is Exception error) return CopyException(error, context);
        if (!IsCopiable(type) && declared.IsGenericType && LazySequence(declared) is { } element)
            return ToListMethod.MakeGenericMethod(element).Invoke(null, [value, context]);
        return ByRuntimeType.GetOrAdd(type, MakeObjectCopier)(value, context);
    }

    internal static Delegate? Build(Type type, bool boundary)
    {
        if (TypeRules.IsLeaf(type) || (!boundary && TypeRules.PassesByReference(type))) return null;
        if (type.IsArray) return type.GetArrayRank() == 1
            ? Make(nameof(CollectionCopiers.Array), type.GetElementType()!)
            : Make(nameof(CollectionCopiers.Grid), type);
        if (Nullable.GetUnderlyingType(type) is { } inner) return Build(inner, boundary) is null ? null : Make(nameof(CollectionCopiers.Optional), inner);
        if (type.IsInterface || type == typeof(object) || type.IsAbstract || typeof(Exception).IsAssignableFrom(type)) return MakeUnknown(type);
        if (TypeRules.IsCollection(type) || TypeRules.IsImmutableCollection(type))
        {
            string name = type.Name[..type.Name.IndexOf('`')];
            return Make(name, type.GetGenericArguments());
        }
        if (TypeRules.IsStructure(type)) return MemberCopier.Compile(type, MemberCopier.AllFields(type));
        if (!TypeRules.IsAnnotated(type)) return MakeRefusal(type);
        // A class that may have subclasses says too little by its declared type; its own copier is reached through the runtime type.
        return type.IsSealed || type.IsValueType ? MemberCopier.Compile(type, Members.Of(type)) : MakeUnknown(type);
    }

    private static readonly MethodInfo ToListMethod = typeof(CollectionCopiers).GetMethod(nameof(CollectionCopiers.ToList))!;

    private static bool IsCopiable(Type type) =>
        type.IsArray || TypeRules.IsCollection(type) || TypeRules.IsImmutableCollection(type) || TypeRules.IsStructure(type) || TypeRules.IsAnnotated(type);

    /// <summary>A lazy query declared as a sequence arrives as a list.</summary>
    private static Type? LazySequence(Type declared)
    {
        var arguments = declared.GetGenericArguments();
        return arguments.Length == 1 && declared.IsAssignableFrom(typeof(List<>).MakeGenericType(arguments)) ? arguments[0] : null;
    }

    private static Func<object, CopyContext, object> MakeObjectCopier(Type type) =>
        (Func<object, CopyContext, object>)typeof(Copiers).GetMethod(nameof(MakeObjectCopierOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, null)!;

    private static Func<object, CopyContext, object> MakeObjectCopierOf<T>() where T : notnull
    {
        var local = TypeRules.PassesByReference(typeof(T)) || TypeRules.IsMarkedImmutable(typeof(T)) ? null : Exact<T>(false);
        var boundary = Exact<T>(true);
        return (value, context) => (context.Boundary ? boundary : local) is { } copy ? copy((T)value, context) : value;
    }

    private static Copy<T>? Exact<T>(bool boundary) => TypeRules.IsAnnotated(typeof(T)) && !typeof(T).IsEnum
        ? (Copy<T>)MemberCopier.Compile(typeof(T), Members.Of(typeof(T)))
        : (Copy<T>?)Build(typeof(T), boundary);

    private static Exception CopyException(Exception error, CopyContext context) =>
        !context.Boundary || MayCross(error.GetType()) ? error
            : throw new CodecNotFoundException($"Could not find a codec for the exception {error.GetType()}; mark it [GenerateSerializer].");

    private static bool MayCross(Type error) => TypeRules.IsAnnotated(error)
        || error.Namespace is { } name && (name.StartsWith("System") || name.StartsWith("Microsoft") || name.StartsWith("Azure") || name.StartsWith("Orleans"));

    private static Delegate Make(string method, params Type[] arguments) =>
        (Delegate)typeof(CollectionCopiers).GetMethod("Make" + method)!.MakeGenericMethod(arguments).Invoke(null, null)!;

    private static Delegate MakeUnknown(Type type) =>
        (Delegate)typeof(Copiers).GetMethod(nameof(UnknownOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;

    private static Copy<T> UnknownOf<T>() => (value, context) => (T)CopyUnknown(value, context, typeof(T))!;

    private static Delegate MakeRefusal(Type type) =>
        (Delegate)typeof(Copiers).GetMethod(nameof(RefusalOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;

    private static Copy<T> RefusalOf<T>() => (value, _) => value is null ? value
        : throw new CodecNotFoundException($"Could not find a copier for type {typeof(T)}; mark it [GenerateSerializer] and number its members.");
}
