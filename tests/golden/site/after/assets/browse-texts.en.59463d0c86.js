kltBrowse.load("texts",{"first":0,"summary":["A miller and a designer make a lamp."],"place":["Kamenz, Germany"],"pair":["Design × Manufacturing"],"forms":["cci--design sme--manufacturing"]});
