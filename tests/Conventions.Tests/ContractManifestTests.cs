using System.Reflection;
using System.Text;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>What is written to disk and sent between silos is named here; a change to it is a change of contract and must be announced.</summary>
public class ContractManifestTests
{
    private const string Accept = "KOLOSAL_ACCEPT_CONTRACTS";

    private static readonly Assembly[] Assemblies = [typeof(ResourceKey).Assembly, typeof(RecordState).Assembly];

    private static string ManifestPath => Path.Combine(SharedFolders.Repository, "Kolosal.Grains.Abstractions", "Contracts.txt");

    [Fact]
    public void Contracts_are_what_the_manifest_says()
    {
        string manifest = Describe();
        if (Environment.GetEnvironmentVariable(Accept) is "1") File.WriteAllText(ManifestPath, manifest);
        Assert.True(
            File.ReadAllText(ManifestPath) == manifest,
            $"A contract changed. Members may be added at the end only; if that is what happened, run the tests with {Accept}=1 and commit "
                + "Contracts.txt.");
    }

    [Fact]
    public void Aliases_are_unique_and_in_the_products_namespace()
    {
        string[] aliases = [.. Aliased().Select(t => t.Alias)];
        Assert.Equal(aliases.Length, aliases.Distinct().Count());
        Assert.All(aliases, alias => Assert.StartsWith("kolosal.", alias, StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_that_is_serialised_has_an_alias() =>
        Assert.Empty(Types().Where(t => t.IsDefined(typeof(GenerateSerializerAttribute)) && !t.IsDefined(typeof(AliasAttribute), inherit: false))
            .Select(t => t.FullName));

    [Fact]
    public void Every_grain_interface_and_its_methods_have_aliases()
    {
        var interfaces = Types().Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t)).ToArray();
        Assert.NotEmpty(interfaces);
        Assert.Empty(interfaces.Where(t => !t.IsDefined(typeof(AliasAttribute), inherit: false)).Select(t => t.FullName));
        Assert.Empty(interfaces.SelectMany(t => t.GetMethods()).Where(m => !m.IsDefined(typeof(AliasAttribute), inherit: false))
            .Select(m => $"{m.DeclaringType!.FullName}.{m.Name}"));
    }

    [Fact]
    public void Messages_are_sealed()
    {
        var open = Types().Where(t => t is { IsClass: true, IsAbstract: false, IsSealed: false } && t.IsDefined(typeof(GenerateSerializerAttribute)));
        Assert.Empty(open.Select(t => t.FullName));
    }

    [Fact]
    public void State_names_are_unique()
    {
        string[] names = [.. Types().SelectMany(t => t.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .SelectMany(c => c.GetParameters()).Select(p => p.GetCustomAttribute<PersistentStateAttribute>()).OfType<PersistentStateAttribute>()
                .Select(a => a.StateName)];
        Assert.NotEmpty(names);
        Assert.Empty(names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    private static IEnumerable<Type> Types() =>
        Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.Namespace is { } space
            && (space == "Kolosal" || space.StartsWith("Kolosal.", StringComparison.Ordinal)));

    private static IEnumerable<(string Alias, Type Type)> Aliased() => Types()
        .Select(t => (Alias: t.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias, Type: t)).Where(t => t.Alias is not null)
            .Select(t => (t.Alias!, t.Type));

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var (alias, type) in Aliased().OrderBy(t => t.Alias, StringComparer.Ordinal))
        {
            text.Append(alias).Append('\n');
            foreach (string line in type.IsInterface ? Methods(type) : type.IsEnum ? Values(type) : Members(type))
                text.Append("  ").Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<string> Methods(Type type) => type.GetMethods()
        .Select(m => $"{m.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias}({Parameters(m)}): {Name(m.ReturnType)}")
        .Order(StringComparer.Ordinal);

    private static string Parameters(MethodInfo method) => string.Join(", ", method.GetParameters().Select(p => Name(p.ParameterType)));

    private static IEnumerable<string> Values(Type type) => Enum.GetNames(type).Select(name => $"{Convert.ToInt64(Enum.Parse(type, name))} {name}");

    /// <summary>Positional members are numbered by their place, the others by their attribute, each inheritance level for itself.</summary>
    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        bool record = type.GetMethod("<Clone>$", Declared) is not null || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is not null);
        if (record && type.GetConstructors(Declared).Where(c => !IsCopy(c, type)).MaxBy(c => c.GetParameters().Length) is { } primary)
            foreach (var (parameter, i) in primary.GetParameters().Select((p, i) => (p, i)))
                yield return $"#{i} {parameter.Name}: {Name(parameter.ParameterType)}";

        var numbered = type.GetMembers(Declared).Where(m => m.IsDefined(typeof(IdAttribute)))
            .Select(m => (m.GetCustomAttribute<IdAttribute>()!.Id, m.Name, Type: m is PropertyInfo p ? p.PropertyType : ((FieldInfo)m).FieldType));
        foreach (var member in numbered.OrderBy(m => m.Id)) yield return $"{member.Id} {member.Name}: {Name(member.Type)}";
    }

    private static bool IsCopy(ConstructorInfo constructor, Type type) => constructor.GetParameters() is [{ } only] && only.ParameterType == type;

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? $"{Name(underlying)}?"
        : type.IsArray ? $"{Name(type.GetElementType()!)}[]"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
