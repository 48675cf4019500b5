using System.Reflection;
using Kolosal.Runtime.Activations;
using Kolosal.Runtime.State;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Serialization.Invocation;

namespace Kolosal.Runtime;

/// <summary>What the engine has to know about a grain class.</summary>
internal sealed class GrainClass
{
    private readonly Lazy<Func<Activation, object>> _factory;

    /// <exception cref="OrleansConfigurationException">The class cannot be run as it is declared.</exception>
    public GrainClass(Type type, GrainCollectionOptions collection)
    {
        ClassType = type;
        Type = GrainType.Create(type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType ?? DefaultName(type));
        Interfaces = [.. type.GetInterfaces().Where(IsGrainInterface).OrderByDescending(candidate => candidate.GetInterfaces().Length)];
        Reentrant = type.IsDefined(typeof(ReentrantAttribute));
        MayInterleave = type.GetCustomAttribute<MayInterleaveAttribute>() is { } attribute ? Predicate(type, attribute.CallbackMethodName) : null;
        MaxLocalWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        Namespaces = [.. type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>().Select(subscription => subscription.Predicate)];
        HasFilter = typeof(IIncomingGrainCallFilter).IsAssignableFrom(type);
        AgeLimit = type.IsDefined(typeof(KeepAliveAttribute)) ? Timeout.InfiniteTimeSpan
            : type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit
            ?? collection.ClassSpecificCollectionAge.GetValueOrDefault(type.FullName!, collection.CollectionAge);
        _factory = new Lazy<Func<Activation, object>>(() => GrainConstruction.Compile(type));
    }

    public Type ClassType { get; }
    public GrainType Type { get; }

    /// <summary>The grain interfaces, most derived first.</summary>
    public IReadOnlyList<Type> Interfaces { get; }

    public bool Reentrant { get; }
    public Func<IInvokable, bool>? MayInterleave { get; }

    /// <summary>Zero for a grain with one activation.</summary>
    public int MaxLocalWorkers { get; }

    public TimeSpan AgeLimit { get; }
    public IReadOnlyList<Orleans.Streams.IStreamNamespacePredicate> Namespaces { get; }
    public bool HasFilter { get; }

    public object Create(Activation activation) => _factory.Value(activation);

    /// <summary>The product's interfaces share an assembly with the engine's own markers (<c>IGrainWithStringKey</c> …), which are told apart by their namespace.</summary>
    public static bool IsGrainInterface(Type type) =>
        type.IsInterface && typeof(IGrain).IsAssignableFrom(type) && type.Namespace?.StartsWith("Orleans", StringComparison.Ordinal) != true || type == typeof(IRemindable);

    private static string DefaultName(Type type)
    {
        string name = type.Name.ToLowerInvariant();
        return name.Length > "grain".Length && name.EndsWith("grain", StringComparison.Ordinal) ? name[..^"grain".Length] : name;
    }

    private static Func<IInvokable, bool> Predicate(Type type, string name)
    {
        var method = type.GetMethod(name, BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(IInvokable)]);
        if (method is null || method.ReturnType != typeof(bool) || !method.IsStatic)
            throw new OrleansConfigurationException($"{type} needs 'static bool {name}({nameof(IInvokable)})' for its [MayInterleave].");
        return method.CreateDelegate<Func<IInvokable, bool>>();
    }
}
