using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Models;

/// <summary>The signature of a version's package, with the public key that checks it away from this installation.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's number.</param>
/// <param name="PackageSha256">SHA-256 of the package's bytes.</param>
/// <param name="Signature">Over the 32 bytes of that hash: ECDSA P-256 with SHA-256, r and s (IEEE P1363), base64.</param>
/// <param name="KeyId">Which key signed.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, PEM; null when this installation knows that key no more.</param>
internal sealed record SignatureDocument(string Model, int Version, string PackageSha256, string Signature, string KeyId, string? PublicKey);

internal static class ModelSignatures
{
    public static async Task<Results<Ok<SignatureDocument>, Problem>> Get(ModelId id, Caller caller, IGrainFactory grains, IVerifier verifier) =>
        (await grains.Model(id.Key(caller.Workspace)).GetVersionAsync(id.Reference)).Map(version => new SignatureDocument(
            id.Name, version.Number, version.Registration.PackageSha256, version.Registration.Signature, version.Registration.SigningKeyId,
            verifier.PublicKeyPemOf(version.Registration.SigningKeyId))).ToHttp();
}
