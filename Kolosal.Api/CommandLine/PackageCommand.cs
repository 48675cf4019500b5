using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Kolosal.Learning.Packages;
using Kolosal.Models;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal package verify FILE</c>: whether a package is whole, and signed by a key. Needs no server and nothing but the files.</summary>
internal static class PackageCommand
{
    private const int Refused = 1, WrongUsage = 2;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "The package (.kolosal)." };
        var key = new Option<FileInfo?>("--key") { Description = "The public key, PEM; else that of the signature document." };
        var signature = new Option<string?>("--signature")
        {
            Description = "The signature: base64, or a file with it or with what GET /api/models/{id}/signature answered; else FILE.sig.",
        };
        var verify = new Command("verify", "Checks hash and signature of a package, without a server.") { file, key, signature };
        verify.SetAction(parsed => Verify(parsed.GetValue(file)!, parsed.GetValue(key), parsed.GetValue(signature),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return new Command("package", "Model packages as files.") { verify };
    }

    private static int Verify(FileInfo file, FileInfo? key, string? given, TextWriter output, TextWriter error)
    {
        try
        {
            if (!file.Exists) return Fail(WrongUsage, $"There is no file '{file.FullName}'.");
            byte[] bytes = File.ReadAllBytes(file.FullName);
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
            var (signature, publicKey, named) = Signature(file, given);
            if (key is not null) publicKey = File.ReadAllText(key.FullName);
            if (named is not null && named != sha256)
                return Fail(Refused, $"The signature is of the package {named}; this file has the SHA-256 {sha256}.");
            if (PackageSignature.Check(sha256, signature, publicKey, out string? keyId) is { } wrong) return Fail(Refused, wrong);
            string what;
            try
            {
                var package = ModelPackage.Load(new MemoryStream(bytes, writable: false));
                what = $"{package.Manifest.Problem.Word} of '{package.Manifest.Problem.Target}' by "
                    + string.Join(" + ", package.Pipelines.Select(part => part.Pipeline.Trainer).Distinct(StringComparer.Ordinal));
            }
            catch (InvalidDataException fault)
            {
                return Fail(Refused, $"The signature holds, and the package cannot be read here: {fault.Message}");
            }
            output.WriteLine($"Valid: {file.Name}, {bytes.Length} bytes, SHA-256 {sha256}");
            output.WriteLine($"Signed by the key {keyId}{(key is null ? ", which came with the signature: compare its id with one you trust" : "")}");
            output.WriteLine($"Holds: {what}");
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fail(WrongUsage, fault.Message);
        }

        int Fail(int code, string message)
        {
            error.WriteLine($"Not valid: {message}");
            return code;
        }
    }

    private static (string? Signature, string? PublicKey, string? Sha256) Signature(FileInfo file, string? given)
    {
        string beside = file.FullName + ".sig";
        string? text = given is null ? File.Exists(beside) ? File.ReadAllText(beside) : null : File.Exists(given) ? File.ReadAllText(given) : given;
        if (text is null || !text.TrimStart().StartsWith('{')) return (text, null, null);
        try
        {
            using var document = JsonDocument.Parse(text);
            return (Member("signature"), Member("public_key"), Member("package_sha256"));

            string? Member(string name) => document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return (text, null, null);
        }
    }
}
