using System.Reflection;
using Kolosal.Runtime.Activations;

namespace Kolosal.Runtime.State;

/// <summary>Makes grain objects: services from the activation's scope, state from its storage.</summary>
internal static class GrainConstruction
{
    public static IEnumerable<string> StateNamesOf(Type grainClass) => ConstructorOf(grainClass).GetParameters()
        .Select(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>()?.StateName).OfType<string>();

    public static Func<Activation, object> Compile(Type grainClass)
    {
        var facets = ConstructorOf(grainClass).GetParameters()
            .Where(parameter => parameter.IsDefined(typeof(PersistentStateAttribute)) || parameter.ParameterType == typeof(IGrainContext))
            .Select(parameter => (parameter.ParameterType, Make: Maker(parameter))).ToArray();
        var factory = ActivatorUtilities.CreateFactory(grainClass, [.. facets.Select(facet => facet.ParameterType)]);
        return activation => factory(activation.ActivationServices, [.. facets.Select(facet => facet.Make(activation))]);
    }

    private static ConstructorInfo ConstructorOf(Type grainClass) =>
        grainClass.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)
        ?? throw new OrleansConfigurationException($"{grainClass} has no public constructor.");

    private static Func<Activation, object> Maker(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(IGrainContext)) return activation => activation;
        var attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()!;
        if (!parameter.ParameterType.IsGenericType || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            throw new OrleansConfigurationException($"{parameter.Member.DeclaringType}: '{parameter.Name}' is [PersistentState] but no IPersistentState<T>.");
        var type = typeof(PersistentState<>).MakeGenericType(parameter.ParameterType.GetGenericArguments());
        var constructor = ActivatorUtilities.CreateFactory(type, [typeof(Activation), typeof(PersistentStateAttribute)]);
        return activation => StateBinding.Add((IBoundState)constructor(activation.ActivationServices, [activation, attribute]));
    }
}

/// <summary>Collects the states that a grain's constructor takes, so that they can be read before the grain is activated.</summary>
internal readonly struct StateBinding : IDisposable
{
    [ThreadStatic] private static List<IBoundState>? _collecting;

    public static StateBinding Collect(out List<IBoundState> states)
    {
        _collecting = states = [];
        return default;
    }

    public static object Add(IBoundState state)
    {
        _collecting!.Add(state);
        return state;
    }

    public void Dispose() => _collecting = null;
}
