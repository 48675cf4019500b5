using System.Reflection;

namespace Kolosal.Compliance.Frameworks;

/// <summary>The frameworks that come with the product: one resource each, and one for the documents.</summary>
public static class FrameworkFiles
{
    private const string Prefix = "Kolosal.Compliance.Frameworks.Data.", DocumentsName = "documents.json";

    /// <exception cref="FormatException">A row is not sound; the text names it.</exception>
    public static FrameworkCatalogue Read()
    {
        var assembly = typeof(FrameworkFiles).Assembly;
        string[] names = [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];
        return FrameworkCatalogue.Read(
            names.Where(name => name != Prefix + DocumentsName).Order(StringComparer.Ordinal).Select(name => Text(assembly, name)),
            Text(assembly, Prefix + DocumentsName));
    }

    private static string Text(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new FormatException($"The resource {name} is missing from the build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
