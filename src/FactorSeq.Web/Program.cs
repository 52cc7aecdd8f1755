using FactorSeq.Web.Hosting;

return await Serving.Run(args);

/// <summary>The host.</summary>
internal sealed partial class Program;
