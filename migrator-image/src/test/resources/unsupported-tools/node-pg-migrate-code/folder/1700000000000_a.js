exports.up = (pgm) => pgm.createTable("t", {});
