using Kolosal.Models;
using Kolosal.Testing;

namespace Kolosal.Support;

/// <summary>A silo that serves in a hurry; each test has models of its own.</summary>
public sealed class ServingSilo() : SharedSilo(ServedModels.StartSiloAsync);
