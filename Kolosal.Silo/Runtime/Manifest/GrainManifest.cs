using System.Reflection;
using System.Runtime.Loader;
using Kolosal.Runtime.Calls;
using Kolosal.Runtime.Copying;
using Kolosal.Runtime.State;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Kolosal.Runtime;

/// <summary>Every grain class and interface of the application.</summary>
internal sealed class GrainManifest
{
    private readonly Dictionary<GrainType, GrainClass> _byType = [];
    private readonly Dictionary<Type, GrainClass[]> _byInterface = [];

    public GrainManifest(IOptions<GrainCollectionOptions> collection)
    {
        var types = ApplicationAssemblies().SelectMany(assembly => assembly.GetTypes()).ToArray();
        foreach (var type in types.Where(IsGrainClass))
        {
            var grainClass = new GrainClass(type, collection.Value);
            if (!_byType.TryAdd(grainClass.Type, grainClass)) throw new OrleansConfigurationException(
                $"{type} and {_byType[grainClass.Type].ClassType} are both named '{grainClass.Type}' in grain ids; rename one or give it [GrainType].");
        }
        Interfaces = [.. types.Where(type => GrainClass.IsGrainInterface(type) && type != typeof(IRemindable))];
        foreach (var implemented in _byType.Values.SelectMany(grainClass => grainClass.Interfaces.Select(type => (type, grainClass))).GroupBy(pair => pair.type))
            _byInterface[implemented.Key] = [.. implemented.Select(pair => pair.grainClass)];
    }

    public IReadOnlyCollection<GrainClass> Classes => _byType.Values;
    public IReadOnlyList<Type> Interfaces { get; }

    /// <exception cref="ArgumentException">There is no such class.</exception>
    public GrainClass ClassOf(GrainType type) => _byType.TryGetValue(type, out var known)
        ? known
        : throw new ArgumentException($"Could not find a grain class named '{type}'.");

    /// <exception cref="ArgumentException">No class, or more than one, implements the interface.</exception>
    public GrainClass ImplementationOf(Type interfaceType) => _byInterface.GetValueOrDefault(interfaceType) switch
    {
        [var only] => only,
        { } several => throw new ArgumentException(
            $"Unable to identify a single appropriate grain type for interface {interfaceType}. Candidates: {string.Join(", ", several.Select(c => c.ClassType.Name))}"),
        null => throw new ArgumentException($"Could not find an implementation for interface {interfaceType}"),
    };

    /// <summary>Holds every interface and class against the rules that both engines share.</summary>
    /// <exception cref="OrleansConfigurationException">One of them breaks a rule; the text names all that do.</exception>
    public void Verify()
    {
        var faults = Interfaces.SelectMany(InterfaceRules.FaultsOf).Concat(StateNames()).ToArray();
        if (faults.Length > 0) throw new OrleansConfigurationException(string.Join(Environment.NewLine, faults));
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && typeof(IGrainBase).IsAssignableFrom(type)
        && type.GetInterfaces().Any(GrainClass.IsGrainInterface);

    /// <summary>A provider may keep state by its name and the grain's key only, so two classes must not share a name.</summary>
    private IEnumerable<string> StateNames() =>
        from grainClass in Classes
        from name in GrainConstruction.StateNamesOf(grainClass.ClassType)
        group grainClass by name into shared
        where shared.Count() > 1
        select $"The state name '{shared.Key}' is used more than once, by {string.Join(", ", shared.Select(c => c.ClassType.Name))}; each class needs its own.";

    /// <summary>What is loaded or referred to, and uses the declarations that grains are written against.</summary>
    private static IReadOnlyCollection<Assembly> ApplicationAssemblies()
    {
        string declarations = typeof(IGrain).Assembly.GetName().Name!;
        var seen = new HashSet<string>();
        var found = new List<Assembly>();
        var pending = new Stack<Assembly>(AssemblyLoadContext.Default.Assemblies.Concat(AppDomain.CurrentDomain.GetAssemblies()).Where(a => !a.IsDynamic));
        while (pending.TryPop(out var assembly))
        {
            if (!seen.Add(assembly.GetName().Name!)) continue;
            var references = assembly.GetReferencedAssemblies();
            if (assembly.GetName().Name != declarations && references.All(reference => reference.Name != declarations)) continue;
            found.Add(assembly);
            foreach (var reference in references.Where(r => !seen.Contains(r.Name!) && !IsFramework(r.Name!))) pending.Push(Assembly.Load(reference));
        }
        return found;
    }

    private static bool IsFramework(string name) => name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft", StringComparison.Ordinal);
}

/// <summary>What a grain interface must keep to.</summary>
internal static class InterfaceRules
{
    public static IEnumerable<string> FaultsOf(Type interfaceType)
    {
        if (interfaceType.ContainsGenericParameters)
        {
            yield return $"{interfaceType} is generic; grain interfaces are not.";
            yield break;
        }
        foreach (var property in interfaceType.GetProperties()) yield return $"{interfaceType}.{property.Name} is a property; grain interfaces have methods only.";
        foreach (var method in ReferenceEmitter.MethodsOf(interfaceType).Where(method => !method.IsSpecialName))
            foreach (string fault in FaultsOf(method)) yield return $"{interfaceType}.{method.Name}: {fault}";
    }

    public static IEnumerable<string> FaultsOf(MethodInfo method)
    {
        var answer = method.ReturnType;
        if (method.IsGenericMethodDefinition) yield return "it is generic";
        bool plain = answer == typeof(Task) || answer == typeof(ValueTask);
        var definition = answer.IsGenericType ? answer.GetGenericTypeDefinition() : null;
        bool carries = definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>);
        if (!plain && !carries) yield return $"it returns {answer}; need Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>";
        if (carries && TypeRules.Refusal(answer.GetGenericArguments()[0]) is { } reason) yield return $"its result cannot cross a call, because {reason}";
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.ParameterType.IsByRef) yield return $"'{parameter.Name}' is ref, in or out";
            else if (TypeRules.Refusal(parameter.ParameterType) is { } cause) yield return $"'{parameter.Name}' cannot cross a call, because {cause}";
        }
        if (method.GetParameters().Count(parameter => parameter.ParameterType == typeof(CancellationToken)) > 1) yield return "it has several cancellation tokens";
    }
}
