#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Writes what a restored project ships as a CycloneDX 1.6 bill of materials: dotnet run --file deploy/sbom.cs -- ASSETS TARGET
// ASSETS is the project's obj/project.assets.json, TARGET the file to write. The same restore gives the same bytes: no time, no random serial number.
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

if (args is not [string assetsPath, string target])
{
    Console.Error.WriteLine("Need the path of a project.assets.json and the file to write.");
    return 2;
}

var assets = JsonNode.Parse(File.ReadAllText(assetsPath))!.AsObject();
string[] folders = [.. assets["packageFolders"]!.AsObject().Select(folder => folder.Key)];
var project = assets["project"]!;
string name = (string)project["restore"]!["projectName"]!, version = (string)project["version"]!;

// The target with a runtime identifier is what is built here, natives included; the plain one stands for every platform.
var libraries = assets["targets"]!.AsObject().OrderByDescending(entry => entry.Key.Contains('/')).First().Value!.AsObject();
var shipped = libraries.Where(library => (string)library.Value!["type"]! == "package" && Ships(library.Value!)).Select(library => library.Key)
    .Order(StringComparer.Ordinal).ToArray();
var byName = shipped.ToDictionary(id => id.Split('/')[0], StringComparer.OrdinalIgnoreCase);
string root = $"{name}@{version}";

var document = new JsonObject
{
    ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
    ["bomFormat"] = "CycloneDX",
    ["specVersion"] = "1.6",
    ["version"] = 1,
    ["metadata"] = new JsonObject
    {
        ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = root, ["name"] = name, ["version"] = version },
    },
    ["components"] = new JsonArray([.. shipped.Select(Component)]),
    ["dependencies"] = new JsonArray([Depends(root, shipped), .. shipped.Select(id => Depends(Purl(id), Needs(id, [])))]),
};
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
File.WriteAllText(target, document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
Console.WriteLine($"{target}: {shipped.Length} packages");
return 0;

// Packages that only bring analyzers, or only name others, put no file beside the program.
static bool Ships(JsonNode library) => new[] { "runtime", "native", "runtimeTargets" }
    .Any(kind => library[kind] is JsonObject files && files.Any(file => Path.GetFileName(file.Key) != "_._"));

static string Purl(string id) => $"pkg:nuget/{id.Split('/')[0]}@{id.Split('/')[1]}";

static JsonObject Depends(string reference, IEnumerable<string> on) =>
    new() { ["ref"] = reference, ["dependsOn"] = new JsonArray([.. on.Select(id => (JsonNode)Purl(id))]) };

// A package that ships nothing is seen through to what it names.
string[] Needs(string id, HashSet<string> seen)
{
    var needed = (libraries[id]!["dependencies"]?.AsObject() ?? []).Select(entry => entry.Key).Where(seen.Add);
    return [.. needed.SelectMany(Found).Distinct().Order(StringComparer.Ordinal)];

    string[] Found(string package) => byName.TryGetValue(package, out string? found) ? [found]
        : libraries.FirstOrDefault(library => library.Key.StartsWith(package + "/", StringComparison.OrdinalIgnoreCase)).Key is { } through
            ? Needs(through, seen) : [];
}

JsonNode Component(string id)
{
    string relative = (string)assets["libraries"]![id]!["path"]!;
    string folder = folders.Select(folder => Path.Combine(folder, relative)).First(Directory.Exists);
    // The hash of the file as it is downloaded; the lock files hold another one, of the content without its signature.
    byte[] hash = Convert.FromBase64String(File.ReadAllText(Directory.GetFiles(folder, "*.nupkg.sha512").Single()));
    var component = new JsonObject
    {
        ["type"] = "library",
        ["bom-ref"] = Purl(id),
        ["name"] = id.Split('/')[0],
        ["version"] = id.Split('/')[1],
        ["purl"] = Purl(id),
        ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Convert.ToHexStringLower(hash) }),
    };
    if (Licence(folder) is { } licence) component["licenses"] = new JsonArray(licence);
    return component;
}

// NuGet knows an SPDX expression, a file within the package, or (long deprecated) an address.
static JsonNode? Licence(string folder)
{
    var nuspec = XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single());
    var metadata = nuspec.Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    string? Text(string element) => metadata.Elements().FirstOrDefault(found => found.Name.LocalName == element)?.Value;
    bool expression = metadata.Elements().Any(found => found.Name.LocalName == "license" && (string?)found.Attribute("type") == "expression");
    return (Text("license"), Text("licenseUrl")) switch
    {
        ({ } spdx, _) when expression => new JsonObject { ["expression"] = spdx },
        ({ } file, _) => new JsonObject { ["license"] = new JsonObject { ["name"] = $"{file} in the package" } },
        (null, { } address) => new JsonObject { ["license"] = new JsonObject { ["name"] = "see the address", ["url"] = address } },
        _ => null,
    };
}
